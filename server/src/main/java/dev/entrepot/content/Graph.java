package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What goes along when a manifest goes: what only it holds.
///
/// ```
///                    tags of it ---> M <--- tags sha256-<hex of M>.sig: a manifest under it goes too
///                                   / \
///             its children, all the way \ its referrers, all the way up:
///             down: unless a tag, an     \ unless a tag, an index that stays
///             index or a subject that     \ or a lock holds them
///             stays or a lock holds them
/// ```
///
/// One that is held is looked at again whenever one of its holders goes, so the order does not matter.
final class Graph {
    /// Manifests of one graph: each is some statements of one transaction.
    static final int MOST = 5_000;

    private static final LockTable LOCKS = new LockTable();
    private static final StandingTable TABLE = new StandingTable();

    private final Sql sql;
    private final long repository;
    private final Set<Digest> manifests = new LinkedHashSet<>();
    private final Map<String, StandingTable.Pointer> tags = new LinkedHashMap<>();
    private final Deque<Digest> open = new ArrayDeque<>();

    private Graph(Sql sql, long repository) {
        this.sql = sql;
        this.repository = repository;
    }

    /// The graph of a manifest that goes with these tags, whatever else holds it. It is cut off beyond {@link #MOST}.
    static Graph of(Sql sql, long repository, Digest root, List<StandingTable.Pointer> tags) {
        Graph graph = new Graph(sql, repository);
        tags.forEach(tag -> graph.tags.put(tag.name(), tag));
        graph.take(root);
        graph.walk();
        return graph;
    }

    /// Whether something other than these tags and a lock keeps a manifest: a tag, an index, a subject.
    static boolean heldByOthers(Sql sql, long repository, Digest digest, List<StandingTable.Pointer> tags) {
        Graph alone = new Graph(sql, repository);
        tags.forEach(tag -> alone.tags.put(tag.name(), tag));
        return alone.heldByOthers(digest);
    }

    /// The first is the one that was asked for.
    List<Digest> manifests() {
        return List.copyOf(manifests);
    }

    List<StandingTable.Pointer> tags() {
        return List.copyOf(tags.values());
    }

    boolean tooLarge() {
        return manifests.size() > MOST || tags.size() > MOST;
    }

    private void walk() {
        while (!open.isEmpty() && !tooLarge()) {
            Digest next = open.pop();
            for (StandingTable.Pointer about : TABLE.tagsAbout(sql, repository, next)) {
                if (LOCKS.find(sql, repository, about.digest()).isEmpty()) {
                    tags.put(about.name(), about);
                    consider(about.digest());
                }
            }
            TABLE.below(sql, repository, next, MOST + 1).forEach(this::consider);
        }
    }

    private void consider(Digest candidate) {
        if (!tooLarge() && !manifests.contains(candidate) && !held(candidate)) {
            take(candidate);
        }
    }

    private void take(Digest digest) {
        manifests.add(digest);
        open.push(digest);
    }

    private boolean held(Digest digest) {
        return heldByOthers(digest) || LOCKS.find(sql, repository, digest).isPresent();
    }

    private boolean heldByOthers(Digest digest) {
        return TABLE.tagsOf(sql, repository, digest, tags.size() + 1).stream()
                        .anyMatch(tag -> !tags.containsKey(tag.name()))
                || TABLE.parents(sql, repository, digest, manifests.size() + 1).stream()
                        .anyMatch(parent -> !manifests.contains(parent))
                || TABLE.standing(sql, repository, digest)
                        .flatMap(StandingTable.Standing::subject)
                        .filter(subject -> !manifests.contains(subject))
                        .isPresent();
    }
}
