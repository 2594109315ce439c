package dev.entrepot;

import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.cli.Version;
import dev.entrepot.content.Content;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.events.Outbox;
import dev.entrepot.jobs.JobKind;
import dev.entrepot.jobs.Jobs;
import dev.entrepot.jobs.RecurringJobs;
import dev.entrepot.policy.Gates;
import dev.entrepot.policy.Waivers;
import dev.entrepot.reading.LayerReaders;
import dev.entrepot.retention.Retention;
import dev.entrepot.scanning.BillReferrers;
import dev.entrepot.scanning.ImportJob;
import dev.entrepot.scanning.RematchJob;
import dev.entrepot.scanning.ScanTurns;
import dev.entrepot.scanning.Scanning;
import dev.entrepot.vulnerabilities.VulnerabilityDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What is inside images, what is wrong with it, and the gates that look at both: composed by hand and in order, over
/// what {@link Registry} has made before.
final class InsideOfImages implements AutoCloseable {
    private static final String ADVISORIES = "vulnerabilities";
    private static final String WORK = "tmp";

    /// Changes of waivers by other nodes are known within a second.
    private static final Duration FOLLOW_EVERY = Duration.ofMillis(300);

    /// Bills are attached this soon after an image was read, where a repository asks for them.
    private static final Duration ATTACH_EVERY = Duration.ofSeconds(3);

    private static final Duration SWEEP_EVERY = Duration.ofHours(1);

    private final VulnerabilityDatabase vulnerabilities;
    private final LayerReaders readers;
    private final Scanning scanning;
    private final Waivers waivers;
    private final Gates gates;
    private final BillReferrers bills;

    /// What this stands on.
    record Base(
            Content.Foundations below,
            AccessEpoch epoch,
            DatabaseClock clock,
            Content content,
            Retention retention,
            Waivers waivers) {}

    InsideOfImages(Config config, Base base) throws IOException {
        Path data = config.storage().data();
        Content.Foundations below = base.below();
        vulnerabilities = VulnerabilityDatabase.open(data.resolve(ADVISORIES));
        readers = new LayerReaders(config.scanning().reading(), data.resolve(WORK));
        scanning = new Scanning(
                config.scanning(),
                new Scanning.Foundations(
                        below.database(),
                        base.clock(),
                        below.store(),
                        base.content(),
                        vulnerabilities,
                        new Outbox(
                                below.database(),
                                below.time(),
                                config.scanning().eventsKeep()),
                        below.meters(),
                        data.resolve(WORK).resolve(ADVISORIES)),
                readers);
        bills = new BillReferrers(
                new BillReferrers.Parts(below.database(), base.content(), scanning),
                new BillReferrers.Maker(
                        config.http().externalUrl().map(URI::getAuthority).orElse(""), Version.current()));
        waivers = base.waivers();
        gates = new Gates(new Gates.Foundations(
                below.database(),
                base.epoch(),
                base.clock(),
                below.audit(),
                base.content(),
                base.retention(),
                scanning,
                waivers));
    }

    VulnerabilityDatabase vulnerabilities() {
        return vulnerabilities;
    }

    Scanning scanning() {
        return scanning;
    }

    Waivers waivers() {
        return waivers;
    }

    Gates gates() {
        return gates;
    }

    /// What people may ask for as a job.
    List<JobKind> kinds() {
        return List.of(ImportJob.kind(scanning), RematchJob.kind(scanning));
    }

    /// Begins what happens by itself.
    void start(RecurringJobs recurring, Jobs jobs) {
        ScanTurns.start(recurring, scanning, jobs);
        recurring.every("sbom-referrers", ATTACH_EVERY, bills::attach);
        recurring.every("waivers", FOLLOW_EVERY, waivers::follow);
        recurring.every("policies", SWEEP_EVERY, gates.policies()::sweep);
    }

    /// Answers at once whoever waits for a scan, from now on.
    void stopWaiting() {
        scanning.stopWaiting();
        gates.stopWaiting();
    }

    /// The readers first, so that what is being read ends at once.
    @Override
    public void close() throws IOException {
        readers.close();
        scanning.close();
        vulnerabilities.close();
    }
}
