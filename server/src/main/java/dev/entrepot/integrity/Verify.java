package dev.entrepot.integrity;

import dev.entrepot.audit.Verification;
import dev.entrepot.content.Pace;
import dev.entrepot.content.Soundness;
import dev.entrepot.jobs.JobKind;
import dev.entrepot.jobs.JobResult;
import dev.entrepot.jobs.JobRun;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.storage.StoredBytes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// The job `verify`: looks whether all holds that must always hold, while the registry runs. It changes nothing; with
/// `deep` it reads all stored bytes first, as a scrub does, and notes what that finds.
final class Verify implements AutoCloseable {
    private static final String DEEP = "deep";

    /// Repositories of one statement.
    private static final int REPOSITORIES = 256;

    private static final int NAMESPACES = 256;

    /// What one statement may complain of; the rest is found when that is repaired.
    private static final int MOST_FOUND = 1_000;

    private static final int BLOBS = 64;
    private static final int MANIFESTS = 256;

    /// Bytes of manifests that are read in one transaction, so that none is long.
    private static final long MANIFEST_BYTES = 8L << 20;

    private final Integrity.Parts parts;
    private final Inventory inventory;
    private final Readings readings;

    Verify(Integrity.Parts parts) {
        this.parts = parts;
        this.inventory = new Inventory(parts.database(), parts.store());
        this.readings = new Readings(parts.soundness());
    }

    JobKind kind() {
        return JobKind.ofRegistry(
                        "verify",
                        "look whether all holds that must hold",
                        run -> OwnThread.call("verify", () -> run(run)))
                .taking(DEEP);
    }

    /// What was looked at.
    private static final class Tally {
        private final Findings findings = new Findings();
        private long manifests;
        private long repositories;
        private long blobs;
        private long files;
        private long young;
    }

    private JobResult run(JobRun run) throws IOException {
        Tally tally = new Tally();
        if (run.flag(DEEP)) {
            guarded(tally, () -> readAll(run));
        }
        guarded(tally, () -> engine(run, tally));
        guarded(tally, () -> registry(run, tally));
        guarded(tally, () -> repositories(run, tally));
        guarded(tally, () -> manifests(run, tally));
        guarded(tally, () -> storage(run, tally));
        run.progress(0, 0, "", "looking at the audit");
        Verification audit = parts.audit().verify();
        tally.findings.addAll(Invariant.AUDIT, audit.problems());
        return JobResult.empty()
                .with("blobs", tally.blobs)
                .with("files", tally.files)
                .with("youngFiles", tally.young)
                .with("manifests", tally.manifests)
                .with("repositories", tally.repositories)
                .with("auditEntries", audit.entries())
                .with("deep", run.flag(DEEP))
                .with("findings", tally.findings.told())
                .sound(tally.findings.none());
    }

    private interface Step {
        void run() throws IOException;
    }

    /// A row that makes no sense at all ends a step, and is a finding.
    private static void guarded(Tally tally, Step step) throws IOException {
        try {
            step.run();
        } catch (MalformedException | IllegalArgumentException senseless) {
            tally.findings.add(Invariant.DATABASE, String.valueOf(senseless.getMessage()));
        }
    }

    /// Its position is the key up to which all is read.
    private void readAll(JobRun run) throws IOException {
        Soundness soundness = parts.soundness();
        long total = soundness.bytesAfter("", 0);
        AtomicLong done = new AtomicLong(total - soundness.bytesAfter(run.position(), 0));
        Rate stopping = new Rate(0, () -> readings.closed() || run.cancelled());
        Pace pace = bytes -> {
            run.progress(done.addAndGet(bytes), total, "bytes", "reading stored bytes");
            stopping.took(bytes);
        };
        String last = run.position();
        try {
            for (List<Soundness.Entry> some = soundness.after(last, BLOBS);
                    !some.isEmpty();
                    some = soundness.after(last, BLOBS)) {
                run.requireNotCancelled();
                readings.read(some, pace);
                last = some.getLast().key().text();
                run.save(last);
            }
        } catch (Rate.StoppedException stopped) {
            run.requireNotCancelled();
            throw stopped;
        }
    }

    /// SQLite can be asked about itself.
    private void engine(JobRun run, Tally tally) {
        if (!parts.database().engine().equals("sqlite")) {
            return;
        }
        run.progress(0, 0, "", "asking the database");
        String check = run.flag(DEEP) ? "PRAGMA integrity_check" : "PRAGMA quick_check";
        List<String> complaints = parts.database().read(sql -> sql.list(check, row -> row.text(1)));
        complaints.stream()
                .filter(line -> !line.equals("ok"))
                .forEach(line -> tally.findings.add(Invariant.DATABASE, line));
        run.requireNotCancelled();
        tally.findings.addAll(
                Invariant.DATABASE,
                parts.database()
                        .read(sql -> sql.list(
                                "PRAGMA foreign_key_check",
                                row -> "a row of " + row.text(1) + " names one of " + row.text(3)
                                        + " that is not there")));
    }

    private void registry(JobRun run, Tally tally) {
        int done = 0;
        for (RegistryChecks.Check check : RegistryChecks.ALL) {
            run.requireNotCancelled();
            run.progress(done++, RegistryChecks.ALL.size(), "checks", "looking at queues and trash");
            tally.findings.addAll(
                    check.invariant(), parts.database().read(sql -> RegistryChecks.places(sql, check, MOST_FOUND)));
        }
        for (Soundness.Entry blob : parts.soundness().damaged("", MOST_FOUND)) {
            tally.findings.add(Invariant.BLOB_BYTES, blob.digest() + " is known to be damaged" + uses(blob));
        }
        String last = "";
        for (List<String> names = namespaces(last); !names.isEmpty(); names = namespaces(last)) {
            for (String name : names) {
                run.requireNotCancelled();
                run.progress(0, 0, "", "counting " + name);
                RegistryChecks.Usage usage = parts.database().read(sql -> RegistryChecks.usage(sql, name));
                if (!usage.sound()) {
                    tally.findings.add(
                            Invariant.USAGE,
                            name + ": " + usage.booked() + " bytes are booked, " + usage.held() + " are there; "
                                    + usage.differing() + " digests differ");
                }
            }
            last = names.getLast();
        }
    }

    private List<String> namespaces(String last) {
        return parts.database().read(sql -> RegistryChecks.namespacesAfter(sql, last, NAMESPACES));
    }

    private String uses(Soundness.Entry blob) {
        List<String> images = parts.soundness().uses(blob, 3).stream()
                .map(Soundness.Use::image)
                .distinct()
                .toList();
        return images.isEmpty() ? "" : ", needed by " + String.join(", ", images);
    }

    private void repositories(JobRun run, Tally tally) {
        long total = count("SELECT COUNT(*) FROM repository");
        long last = -1;
        for (List<Long> ids = ids(last); !ids.isEmpty(); ids = ids(last)) {
            long after = last;
            long until = ids.getLast();
            for (RepositoryChecks.Check check : RepositoryChecks.ALL) {
                run.requireNotCancelled();
                tally.findings.addAll(
                        check.invariant(),
                        parts.database().read(sql -> RepositoryChecks.places(sql, check, after, until, MOST_FOUND)));
            }
            tally.repositories += ids.size();
            run.progress(tally.repositories, total, "repositories", "looking at repositories");
            last = until;
        }
    }

    private List<Long> ids(long last) {
        return parts.database().read(sql -> RepositoryChecks.after(sql, last, REPOSITORIES));
    }

    private void manifests(JobRun run, Tally tally) {
        long total = parts.database().read(ManifestChecks::count);
        String last = "";
        for (List<ManifestChecks.Content> page = contents(last); !page.isEmpty(); page = contents(last)) {
            List<String> group = new ArrayList<>();
            long bytes = 0;
            for (ManifestChecks.Content content : page) {
                group.add(content.digest());
                bytes += content.size();
                if (bytes > MANIFEST_BYTES) {
                    look(run, group, tally.findings);
                    group.clear();
                    bytes = 0;
                }
            }
            look(run, group, tally.findings);
            tally.manifests += page.size();
            run.progress(tally.manifests, total, "manifests", "reading manifests");
            last = page.getLast().digest();
        }
    }

    private void look(JobRun run, List<String> digests, Findings findings) {
        run.requireNotCancelled();
        parts.database().read(sql -> {
            digests.forEach(digest -> ManifestChecks.look(sql, digest, findings));
            return digests;
        });
    }

    private List<ManifestChecks.Content> contents(String last) {
        return parts.database().read(sql -> ManifestChecks.after(sql, last, MANIFESTS));
    }

    private void storage(JobRun run, Tally tally) throws IOException {
        Instant old = parts.clock().instant().minus(parts.uploadTtl());
        List<String> prefixes = inventory.prefixes();
        int looked = 0;
        for (String prefix : prefixes) {
            run.requireNotCancelled();
            run.progress(looked++, prefixes.size(), "parts", "looking at storage");
            Inventory.Part part = inventory.part(prefix);
            tally.blobs += part.blobs();
            tally.files += part.files();
            for (Soundness.Entry blob : part.missing()) {
                tally.findings.add(
                        Invariant.BLOB_BYTES,
                        blob.digest() + " under " + blob.key() + " is missing or cut" + uses(blob));
            }
            tally.findings.addAll(Invariant.UPLOAD_BYTES, part.shortUploads());
            for (StoredBytes stray : part.strays()) {
                if (Inventory.olderThan(stray, old)) {
                    tally.findings.add(Invariant.STRAY_BYTES, stray.key() + ", " + stray.sizeBytes() + " bytes");
                } else {
                    tally.young++;
                }
            }
        }
    }

    private long count(String statement) {
        return parts.database()
                .read(sql -> sql.first(statement, row -> row.number(1)))
                .orElseThrow();
    }

    @Override
    public void close() {
        readings.close();
    }
}
