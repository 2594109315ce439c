package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.Optional;

/// What a deletion takes, and why it takes nothing: decided in its transaction, and for a forecast.
final class Planning {
    /// What becomes of a deletion.
    sealed interface Plan {
        /// It is moved to the trash.
        ///
        /// @param digest the manifest that is deleted, or that the tag points to
        /// @param manifests the deleted one first; empty when only tags go
        record Going(Digest digest, List<StandingTable.Pointer> tags, List<Digest> manifests) implements Plan {}

        /// It stays.
        ///
        /// @param reason never `Done`
        record Not(Deletion reason) implements Plan {}
    }

    private static final StandingTable TABLE = new StandingTable();
    private static final LockTable LOCKS = new LockTable();

    private final Sql sql;
    private final Home home;
    private final DeletionTerms terms;
    private final long now;

    /// @param now leases that end later hold
    Planning(Sql sql, Home home, DeletionTerms terms, long now) {
        this.sql = sql;
        this.home = home;
        this.terms = terms;
        this.now = now;
    }

    /// @throws RefusedException when a rule freezes the tag
    Plan untag(Tag tag) {
        Optional<StandingTable.Pointer> found = TABLE.tag(sql, home.id(), tag.text());
        return objection(tag, found).<Plan>map(Plan.Not::new).orElseGet(() -> only(found.orElseThrow()));
    }

    /// @throws RefusedException when a rule freezes a tag
    Plan image(Tag tag) {
        Optional<StandingTable.Pointer> found = TABLE.tag(sql, home.id(), tag.text());
        Optional<Deletion> objection = objection(tag, found);
        if (objection.isPresent()) {
            return new Plan.Not(objection.get());
        }
        StandingTable.Pointer pointer = found.orElseThrow();
        Digest digest = pointer.digest();
        List<StandingTable.Pointer> going = List.of(pointer);
        Optional<ManifestLock> lock = LOCKS.find(sql, home.id(), digest);
        if (lock.isPresent()) {
            return Graph.heldByOthers(sql, home.id(), digest, going)
                    ? only(pointer)
                    : new Plan.Not(new Deletion.Locked(digest, lock.get().reason()));
        }
        if (Graph.heldByOthers(sql, home.id(), digest, going)) {
            return only(pointer);
        }
        Graph graph = Graph.of(sql, home.id(), digest, going);
        return terms.onlyIdle() && leased(graph) ? only(pointer) : whole(digest, graph);
    }

    /// Why a tag does not go.
    private Optional<Deletion> objection(Tag tag, Optional<StandingTable.Pointer> found) {
        Optional<Digest> current = found.map(StandingTable.Pointer::digest);
        if (terms.ifMatch().isPresent() && !terms.ifMatch().get().admits(current)) {
            return Optional.of(new Deletion.TagMoved(tag, current));
        }
        if (found.isEmpty()) {
            return Optional.of(new Deletion.Unknown());
        }
        return terms.tagVersion().isPresent()
                        && terms.tagVersion().getAsLong() != found.get().version()
                ? Optional.of(new Deletion.TagMoved(tag, current))
                : Optional.empty();
    }

    /// @throws RefusedException when a rule freezes a tag
    Plan manifest(Digest digest) {
        Optional<StandingTable.Standing> standing = TABLE.standing(sql, home.id(), digest);
        if (standing.isEmpty()) {
            return new Plan.Not(new Deletion.Unknown());
        }
        List<Digest> parents = TABLE.parents(sql, home.id(), digest, 1);
        if (!parents.isEmpty()) {
            return new Plan.Not(new Deletion.NamedByIndex(parents.getFirst()));
        }
        Optional<ManifestLock> lock = LOCKS.find(sql, home.id(), digest);
        if (lock.isPresent()) {
            return new Plan.Not(new Deletion.Locked(digest, lock.get().reason()));
        }
        List<StandingTable.Pointer> tags = TABLE.tagsOf(sql, home.id(), digest, Graph.MOST + 1);
        if (terms.onlyUntagged() && !tags.isEmpty()) {
            return new Plan.Not(new Deletion.InUse(digest, Deletion.Use.TAG));
        }
        if (terms.onlyUntagged() && standing.get().subject().isPresent()) {
            return new Plan.Not(new Deletion.InUse(digest, Deletion.Use.SUBJECT));
        }
        Graph graph = Graph.of(sql, home.id(), digest, tags);
        return terms.onlyIdle() && leased(graph)
                ? new Plan.Not(new Deletion.InUse(digest, Deletion.Use.LEASE))
                : whole(digest, graph);
    }

    private boolean leased(Graph graph) {
        return graph.manifests().stream()
                .anyMatch(digest -> TABLE.standing(sql, home.id(), digest)
                        .filter(standing -> standing.leasedUntil() > now)
                        .isPresent());
    }

    private Plan only(StandingTable.Pointer pointer) {
        return going(pointer.digest(), List.of(pointer), List.of());
    }

    private Plan whole(Digest digest, Graph graph) {
        return graph.tooLarge()
                ? new Plan.Not(new Deletion.TooMany(digest, Graph.MOST))
                : going(digest, graph.tags(), graph.manifests());
    }

    private Plan going(Digest digest, List<StandingTable.Pointer> tags, List<Digest> manifests) {
        for (StandingTable.Pointer tag : tags) {
            TagRules.requireDeletable(sql, home, new Tag(tag.name()), tag.digest(), terms.lifting());
        }
        return new Plan.Going(digest, tags, manifests);
    }
}
