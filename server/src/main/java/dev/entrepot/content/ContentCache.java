package dev.entrepot.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;

/// Manifests and blob locations that were asked for lately.
///
/// Only used where this process is the sole writer of the database (SQLite): with several nodes each answer is
/// read from the database. A change invalidates after its commit and before it is answered. A fill carries the
/// change number that it saw before it read, and is dropped when that moved meanwhile, so that no fill outlives
/// a change.
final class ContentCache {
    private static final int STRIPES = 1024;
    private static final long MANIFEST_BYTES = 24L * 1024 * 1024;
    private static final int ENTRY_OVERHEAD_BYTES = 256;
    private static final long BLOBS = 50_000;

    /// A manifest by (repository, tag or digest), or a blob by (repository, digest).
    private record Key(RepositoryName repository, String reference) {}

    private final boolean enabled;
    private final AtomicLongArray changes = new AtomicLongArray(STRIPES);
    private final Cache<Key, StoredManifest> manifests;
    private final Cache<Key, StoredBlob> blobs;

    ContentCache(boolean enabled, MeterRegistry meters) {
        this.enabled = enabled;
        manifests = Caffeine.newBuilder()
                .maximumWeight(MANIFEST_BYTES)
                .weigher((Key key, StoredManifest manifest) -> manifest.bytes().length + ENTRY_OVERHEAD_BYTES)
                .recordStats()
                .build();
        blobs = Caffeine.newBuilder().maximumSize(BLOBS).recordStats().build();
        CaffeineCacheMetrics.monitor(meters, manifests, "manifests");
        CaffeineCacheMetrics.monitor(meters, blobs, "blobs");
    }

    Optional<StoredManifest> manifest(RepositoryName repository, String reference) {
        return Optional.ofNullable(manifests.getIfPresent(new Key(repository, reference)));
    }

    Optional<StoredBlob> blob(RepositoryName repository, String digest) {
        return Optional.ofNullable(blobs.getIfPresent(new Key(repository, digest)));
    }

    Optional<StoredManifest> manifest(
            RepositoryName repository, String reference, Supplier<Optional<StoredManifest>> read) {
        return through(manifests, repository, reference, read);
    }

    Optional<StoredBlob> blob(RepositoryName repository, String digest, Supplier<Optional<StoredBlob>> read) {
        return through(blobs, repository, digest, read);
    }

    private <V> Optional<V> through(
            Cache<Key, V> cache, RepositoryName repository, String reference, Supplier<Optional<V>> read) {
        Key key = new Key(repository, reference);
        V cached = cache.getIfPresent(key);
        if (cached != null) {
            return Optional.of(cached);
        }
        int stripe = stripe(repository);
        long seen = changes.get(stripe);
        Optional<V> value = read.get();
        if (enabled && value.isPresent()) {
            V fresh = value.get();
            cache.asMap().compute(key, (k, old) -> changes.get(stripe) == seen ? fresh : old);
        }
        return value;
    }

    /// Forgets these references of a repository. Called after the commit, before the answer.
    void changed(RepositoryName repository, Collection<String> references) {
        changes.incrementAndGet(stripe(repository));
        for (String reference : references) {
            Key key = new Key(repository, reference);
            manifests.invalidate(key);
            blobs.invalidate(key);
        }
    }

    /// A repository lost its name, or ended.
    void gone(RepositoryName repository) {
        changes.incrementAndGet(stripe(repository));
        manifests.asMap().keySet().removeIf(key -> key.repository().equals(repository));
        blobs.asMap().keySet().removeIf(key -> key.repository().equals(repository));
    }

    /// A namespace ended, with all that was in it.
    void gone(String namespace) {
        for (int i = 0; i < STRIPES; i++) {
            changes.incrementAndGet(i);
        }
        manifests.asMap().keySet().removeIf(key -> key.repository().namespace().equals(namespace));
        blobs.asMap().keySet().removeIf(key -> key.repository().namespace().equals(namespace));
    }

    /// The bytes of a blob lie elsewhere now, or are bad, for every repository that links it. So rare that every fill
    /// under way
    /// is dropped too.
    void healed(Digest digest) {
        for (int i = 0; i < STRIPES; i++) {
            changes.incrementAndGet(i);
        }
        String reference = digest.toString();
        blobs.asMap().keySet().removeIf(key -> key.reference().equals(reference));
    }

    /// How often something of a repository changed; it may also grow when others change.
    long changes(RepositoryName repository) {
        return changes.get(stripe(repository));
    }

    private static int stripe(RepositoryName repository) {
        return Math.floorMod(repository.hashCode(), STRIPES);
    }
}
