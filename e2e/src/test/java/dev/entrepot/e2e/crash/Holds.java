package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.crash.Journal.Kind;
import dev.entrepot.e2e.crash.Journal.Name;
import dev.entrepot.e2e.crash.Journal.Pushed;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the registry may not take away by itself: what a lease, a tag, an index, a subject or a manifest holds.
///
/// The servers of these suites have short times, so that collection and purge go on between crashes and during them.
final class Holds {
    static final Duration LEASE = Duration.ofSeconds(20);
    static final Duration DELAY = Duration.ofSeconds(1);
    static final Duration TRASH = Duration.ofSeconds(10);

    /// What is used in a request that begins now must be held for so long at least.
    private static final Duration USE = Duration.ofSeconds(5);

    private final Journal journal;
    private final Map<Name, Long> leases = new ConcurrentHashMap<>();
    private final Map<Name, Set<String>> namers = new ConcurrentHashMap<>();

    Holds(Journal journal) {
        this.journal = journal;
    }

    /// A lease of `length` that was acknowledged; `began` is the `System.nanoTime()` before its request.
    void lease(Name name, long began, Duration length) {
        leases.merge(name, began + length.toNanos(), (one, other) -> one - other > 0 ? one : other);
    }

    /// A manifest that may be in a repository from now on.
    void pushing(String repository, Pushed manifest) {
        manifest.blobs().forEach(digest -> naming(new Name(Kind.BLOB, repository, digest), manifest));
        manifest.children().forEach(digest -> naming(new Name(Kind.MANIFEST, repository, digest), manifest));
    }

    private void naming(Name name, Pushed manifest) {
        namers.computeIfAbsent(name, _ -> ConcurrentHashMap.newKeySet()).add(manifest.digest());
    }

    /// The manifests that name it, whether they are there or not.
    Set<String> namers(Name name) {
        return namers.getOrDefault(name, Set.of());
    }

    /// Whether it is there and stays, until a client takes it away.
    boolean keep(Name name) {
        return keep(name, Duration.ZERO);
    }

    /// The same, while a request that begins now is under way.
    boolean keepForUse(Name name) {
        return keep(name, USE);
    }

    /// Whether its lease lasts while requests that begin now are under way.
    boolean leasedForUse(Name name) {
        return leasedFor(name, USE);
    }

    private boolean keep(Name name, Duration time) {
        if (!journal.register(name).certainly(Journal.PRESENT)) {
            return false;
        }
        return switch (name.kind()) {
            case TAG -> throw new IllegalArgumentException("tags need nothing that holds them: " + name);
            case MANIFEST -> leasedFor(name, time) || firm(name);
            case BLOB ->
                leasedFor(name, time)
                        || namers(name).stream()
                                .anyMatch(digest -> keep(new Name(Kind.MANIFEST, name.repository(), digest), time));
        };
    }

    /// A manifest goes by itself only after its subject was purged, while nothing else holds it.
    private boolean firm(Name manifest) {
        String subject = journal.pushed(manifest.name()).subject();
        if (subject.isEmpty() || tagged(manifest)) {
            return true;
        }
        Name above = new Name(Kind.MANIFEST, manifest.repository(), subject);
        return namers(manifest).stream()
                        .anyMatch(index ->
                                journal.manifest(manifest.repository(), index).certainly(Journal.PRESENT))
                || (journal.register(above).certainly(Journal.PRESENT) && firm(above));
    }

    boolean tagged(Name manifest) {
        return Shelf.tagNames().stream()
                .anyMatch(tag -> journal.tag(manifest.repository(), tag).certainly(manifest.name()));
    }

    private boolean leasedFor(Name name, Duration time) {
        Long until = leases.get(name);
        return until != null && until - System.nanoTime() > time.toNanos();
    }
}
