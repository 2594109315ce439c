package dev.entrepot.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.oci.RepositoryName;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Repositories that were asked for lately. That one is absent is never remembered.
///
/// Every change of a repository drops it before the change returns; a fill that began before is dropped too. Where
/// other nodes change repositories as well, entries live for {@link #SHARED_AGE} at most.
final class KnownRepositories {
    private static final int SIZE = 10_000;
    /// DESIGN section 6: other nodes follow within a second.
    private static final Duration SHARED_AGE = Duration.ofSeconds(1);

    private final AtomicLong changes = new AtomicLong();
    private final Cache<RepositoryName, Repository> known;

    KnownRepositories(boolean shared) {
        Caffeine<Object, Object> builder = Caffeine.newBuilder().maximumSize(SIZE);
        known = (shared ? builder.expireAfterWrite(SHARED_AGE) : builder).build();
    }

    Optional<Repository> get(RepositoryName name) {
        return Optional.ofNullable(known.getIfPresent(name));
    }

    /// From memory, or else as `read` finds it.
    Optional<Repository> get(RepositoryName name, Supplier<Optional<Repository>> read) {
        Optional<Repository> held = get(name);
        if (held.isPresent()) {
            return held;
        }
        long seen = changes.get();
        Optional<Repository> found = read.get();
        found.ifPresent(fresh -> known.asMap().compute(name, (key, old) -> changes.get() == seen ? fresh : old));
        return found;
    }

    /// Called after the commit of a change, before it is answered.
    void changed(Collection<RepositoryName> names) {
        changes.incrementAndGet();
        known.invalidateAll(names);
    }
}
