package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Author;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Moves tags and manifests into the trash; see {@link Trash}.
///
/// ```
///   the repository                                     its bin
///   tag -> manifest -> manifest_blob -> link    ==>    deletion_tag   manifest -> manifest_blob -> link
///                                       link (stays while another manifest of the repository names it)
/// ```
final class ImageDeletions {
    private final Database database;
    private final Repositories repositories;
    private final ContentCache cache;
    private final DatabaseClock clock;
    private final ClockWatch watch;
    private final AuditLog audit;
    private final TrashKeeping keeping;
    private final TagTable tags = new TagTable();
    private final BinTable bins = new BinTable();
    private final DeletionTable deletions = new DeletionTable();
    private final TrashUsage usage = new TrashUsage();

    /// What it works with, beside the foundations.
    record Parts(
            Repositories repositories,
            ContentCache cache,
            DatabaseClock clock,
            ClockWatch watch,
            TrashKeeping keeping) {}

    ImageDeletions(Content.Foundations below, Parts parts) {
        this.database = below.database();
        this.audit = below.audit();
        this.repositories = parts.repositories();
        this.cache = parts.cache();
        this.clock = parts.clock();
        this.watch = parts.watch();
        this.keeping = parts.keeping();
    }

    Deletion untag(RepositoryName name, Tag tag, DeletionTerms terms) {
        return deletion(name, terms, planning -> planning.untag(tag));
    }

    Deletion removeImage(RepositoryName name, Tag tag, DeletionTerms terms) {
        return deletion(name, terms, planning -> planning.image(tag));
    }

    Deletion removeManifest(RepositoryName name, Digest digest, DeletionTerms terms) {
        return deletion(name, terms, planning -> planning.manifest(digest));
    }

    private interface Question {
        Planning.Plan ask(Planning planning);
    }

    private Deletion deletion(RepositoryName name, DeletionTerms terms, Question question) {
        List<String> changed = new ArrayList<>();
        try {
            return Again.write(database, sql -> {
                terms.authority().exercise(sql);
                changed.clear();
                Optional<Home> home = repositories.home(sql, name);
                if (home.isEmpty()) {
                    return new Deletion.Unknown();
                }
                return switch (question.ask(new Planning(sql, home.get(), terms, watch.over(sql)))) {
                    case Planning.Plan.Not(Deletion reason) -> reason;
                    case Planning.Plan.Going going ->
                        carryOut(new Run(sql, home.get(), terms, clock.now(sql), changed), going);
                };
            });
        } catch (RefusedException refused) {
            return new Deletion.Refused(refused.refusal());
        } finally {
            cache.changed(name, changed);
        }
    }

    /// One deletion in its transaction.
    ///
    /// @param changed references that nobody may remember afterwards
    private record Run(Sql sql, Home home, DeletionTerms terms, long now, List<String> changed) {}

    private Deletion.Done carryOut(Run run, Planning.Plan.Going plan) {
        Sql sql = run.sql;
        Author author = run.terms.authority().author();
        for (StandingTable.Pointer tag : plan.tags()) {
            tags.delete(sql, run.home.id(), tag.name(), author.name(), run.now);
            run.changed.add(tag.name());
        }
        DeletionTable.Stored deletion = deletion(run, plan);
        deletions.insert(sql, deletion);
        deletions.insertTags(sql, deletion.id(), plan.tags());
        Long bin = deletion.binId();
        Deletion.Done done = new Deletion.Done(
                deletion.id(),
                plan.tags().stream().map(tag -> new Tag(tag.name())).toList(),
                plan.manifests(),
                bin == null ? 0 : move(run, bin, plan.manifests()),
                Instant.EPOCH.plus(deletion.keepUntil(), ChronoUnit.MICROS));
        audit.record(sql, author, ContentEvents.deleted(run.home.name(), done, plan.digest(), run.terms.cause()));
        return done;
    }

    private DeletionTable.Stored deletion(Run run, Planning.Plan.Going plan) {
        boolean onlyTags = plan.manifests().isEmpty();
        Home home = run.home;
        return new DeletionTable.Stored(
                DeletionId.at(run.now),
                onlyTags ? TrashEntry.Kind.TAG : TrashEntry.Kind.MANIFEST,
                home.namespace(),
                home.name().text(),
                home.id(),
                onlyTags ? null : bins.open(run.sql, home.namespace(), run.now),
                plan.digest().toString(),
                null,
                run.terms.cause(),
                run.now,
                run.terms.authority().author().name(),
                run.now + keeping.micros(home));
    }

    /// Returns the bytes that are not readable in the repository any more.
    private long move(Run run, long bin, List<Digest> manifests) {
        Sql sql = run.sql;
        bins.fill(sql, run.home.id(), bin, manifests);
        List<BinTable.Gained> unlinked = bins.remove(sql, run.home.id(), bin);
        usage.leave(sql, run.home.namespace(), bin, run.home.id());
        manifests.forEach(manifest -> run.changed.add(manifest.toString()));
        unlinked.forEach(link -> run.changed.add(link.digest().toString()));
        return bins.manifestBytes(sql, bin)
                + unlinked.stream()
                        .filter(BinTable.Gained::present)
                        .mapToLong(BinTable.Gained::size)
                        .sum();
    }
}
