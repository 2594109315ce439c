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
    private final AuditLog audit;
    private final TrashKeeping keeping;
    private final StandingTable graphs = new StandingTable();
    private final LockTable locks = new LockTable();
    private final TagTable tags = new TagTable();
    private final BinTable bins = new BinTable();
    private final DeletionTable deletions = new DeletionTable();
    private final TrashUsage usage = new TrashUsage();

    ImageDeletions(
            Database database,
            Repositories repositories,
            ContentCache cache,
            DatabaseClock clock,
            AuditLog audit,
            TrashKeeping keeping) {
        this.database = database;
        this.repositories = repositories;
        this.cache = cache;
        this.clock = clock;
        this.audit = audit;
        this.keeping = keeping;
    }

    Deletion untag(RepositoryName name, Tag tag, DeletionTerms terms) {
        return deletion(name, terms, run -> run.untag(tag));
    }

    Deletion removeImage(RepositoryName name, Tag tag, DeletionTerms terms) {
        return deletion(name, terms, run -> run.removeImage(tag));
    }

    Deletion removeManifest(RepositoryName name, Digest digest, DeletionTerms terms) {
        return deletion(name, terms, run -> run.removeManifest(digest));
    }

    private interface Step {
        Deletion of(Run run);
    }

    private Deletion deletion(RepositoryName name, DeletionTerms terms, Step step) {
        List<String> changed = new ArrayList<>();
        try {
            return Again.write(database, sql -> {
                terms.authority().exercise(sql);
                changed.clear();
                Optional<Home> home = repositories.home(sql, name);
                return home.isEmpty()
                        ? new Deletion.Unknown()
                        : step.of(new Run(sql, home.get(), terms, clock.now(sql), changed));
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
    private final class Run {
        private final Sql sql;
        private final Home home;
        private final DeletionTerms terms;
        private final long now;
        private final List<String> changed;

        Run(Sql sql, Home home, DeletionTerms terms, long now, List<String> changed) {
            this.sql = sql;
            this.home = home;
            this.terms = terms;
            this.now = now;
            this.changed = changed;
        }

        Deletion untag(Tag tag) {
            Optional<StandingTable.Pointer> found = graphs.tag(sql, home.id(), tag.text());
            Optional<Deletion> objection = objection(tag, found);
            return objection.isPresent() ? objection.get() : dropTag(found.orElseThrow());
        }

        Deletion removeImage(Tag tag) {
            Optional<StandingTable.Pointer> found = graphs.tag(sql, home.id(), tag.text());
            Optional<Deletion> objection = objection(tag, found);
            if (objection.isPresent()) {
                return objection.get();
            }
            StandingTable.Pointer pointer = found.orElseThrow();
            Digest digest = pointer.digest();
            List<StandingTable.Pointer> going = List.of(pointer);
            Optional<ManifestLock> lock = locks.find(sql, home.id(), digest);
            if (lock.isEmpty() && Graph.held(sql, home.id(), digest, going)) {
                return dropTag(pointer);
            }
            if (lock.isPresent()) {
                return new Deletion.Locked(digest, lock.get().reason());
            }
            Graph graph = Graph.of(sql, home.id(), digest, going);
            return terms.onlyIdle() && leased(graph) ? dropTag(pointer) : drop(digest, graph);
        }

        /// Why a tag does not go.
        private Optional<Deletion> objection(Tag tag, Optional<StandingTable.Pointer> found) {
            if (terms.ifMatch().isPresent()
                    && !terms.ifMatch().get().admits(found.map(StandingTable.Pointer::digest))) {
                return Optional.of(new Deletion.TagMoved(tag, found.map(StandingTable.Pointer::digest)));
            }
            if (found.isEmpty()) {
                return Optional.of(new Deletion.Unknown());
            }
            StandingTable.Pointer pointer = found.get();
            return terms.tagVersion().isPresent() && terms.tagVersion().getAsLong() != pointer.version()
                    ? Optional.of(new Deletion.TagMoved(tag, Optional.of(pointer.digest())))
                    : Optional.empty();
        }

        Deletion removeManifest(Digest digest) {
            Optional<StandingTable.Standing> standing = graphs.standing(sql, home.id(), digest);
            if (standing.isEmpty()) {
                return new Deletion.Unknown();
            }
            List<Digest> parents = graphs.parents(sql, home.id(), digest, 1);
            if (!parents.isEmpty()) {
                return new Deletion.NamedByIndex(parents.getFirst());
            }
            Optional<ManifestLock> lock = locks.find(sql, home.id(), digest);
            if (lock.isPresent()) {
                return new Deletion.Locked(digest, lock.get().reason());
            }
            List<StandingTable.Pointer> all = graphs.tagsOf(sql, home.id(), digest, Graph.MOST + 1);
            if (terms.onlyIdle() && !all.isEmpty()) {
                return new Deletion.InUse(digest, Deletion.Use.TAG);
            }
            if (terms.onlyIdle() && standing.get().subject().isPresent()) {
                return new Deletion.InUse(digest, Deletion.Use.SUBJECT);
            }
            Graph graph = Graph.of(sql, home.id(), digest, all);
            return terms.onlyIdle() && leased(graph)
                    ? new Deletion.InUse(digest, Deletion.Use.LEASE)
                    : drop(digest, graph);
        }

        private boolean leased(Graph graph) {
            return graph.manifests().stream()
                    .anyMatch(digest -> graphs.standing(sql, home.id(), digest)
                            .filter(standing -> standing.leasedUntil() > now)
                            .isPresent());
        }

        private Deletion dropTag(StandingTable.Pointer pointer) {
            return done(pointer.digest(), List.of(pointer), List.of());
        }

        private Deletion drop(Digest digest, Graph graph) {
            if (graph.tooLarge() || graph.tags().size() > Graph.MOST) {
                return new Deletion.TooMany(digest, Graph.MOST);
            }
            return done(digest, graph.tags(), graph.manifests());
        }

        /// @param manifests empty when only tags go
        private Deletion done(Digest digest, List<StandingTable.Pointer> pointers, List<Digest> manifests) {
            Author author = terms.authority().author();
            for (StandingTable.Pointer pointer : pointers) {
                Tag tag = new Tag(pointer.name());
                TagRules.requireDeletable(sql, home, tag, pointer.digest(), terms.lifting());
                tags.delete(sql, home.id(), tag.text(), author.name(), now);
                changed.add(tag.text());
            }
            Long bin = manifests.isEmpty() ? null : bins.open(sql, home.namespace(), now);
            String id = DeletionId.at(now);
            long keepUntil = now + keeping.micros(home);
            deletions.insert(
                    sql,
                    new DeletionTable.Stored(
                            id,
                            bin == null ? TrashEntry.Kind.TAG : TrashEntry.Kind.MANIFEST,
                            home.namespace(),
                            home.name().text(),
                            home.id(),
                            bin,
                            digest.toString(),
                            null,
                            terms.cause(),
                            now,
                            author.name(),
                            keepUntil));
            deletions.insertTags(sql, id, pointers);
            long bytes = bin == null ? 0 : move(bin, manifests);
            Deletion.Done done = new Deletion.Done(
                    id,
                    pointers.stream().map(pointer -> new Tag(pointer.name())).toList(),
                    manifests,
                    bytes,
                    Instant.EPOCH.plus(keepUntil, ChronoUnit.MICROS));
            audit.record(sql, author, ContentEvents.deleted(home.name(), done, digest, terms.cause()));
            return done;
        }

        /// Returns the bytes that are not readable in the repository any more.
        private long move(long bin, List<Digest> manifests) {
            bins.fill(sql, home.id(), bin, manifests);
            List<BinTable.Gained> unlinked = bins.remove(sql, home.id(), bin);
            usage.leave(sql, home.namespace(), bin, home.id());
            manifests.forEach(manifest -> changed.add(manifest.toString()));
            unlinked.forEach(link -> changed.add(link.digest().toString()));
            return bins.manifestBytes(sql, bin)
                    + unlinked.stream()
                            .filter(BinTable.Gained::present)
                            .mapToLong(BinTable.Gained::size)
                            .sum();
        }
    }
}
