package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.authority.AccessEpoch;
import java.util.Optional;
import java.util.function.Supplier;

/// What was read from rows that decide about rights, for as long as no right changed: an entry of an older epoch is
/// none.
final class EpochCache<K, V> {
    private final AccessEpoch epoch;
    private final Cache<K, Entry<V>> entries;

    EpochCache(AccessEpoch epoch, int size) {
        this.epoch = epoch;
        this.entries = Caffeine.newBuilder().maximumSize(size).recordStats().build();
    }

    /// What is remembered and still true. Never blocks.
    Optional<V> peek(K key) {
        Entry<V> entry = entries.getIfPresent(key);
        return entry != null && entry.epoch == epoch.known() && epoch.fresh()
                ? Optional.of(entry.value)
                : Optional.empty();
    }

    /// The same, read by `fill` when it is not remembered.
    V get(K key, Supplier<V> fill) {
        return peek(key).orElseGet(() -> {
            // Before the rows are read: a change that comes between makes the entry old at once.
            long before = epoch.known();
            V value = fill.get();
            entries.put(key, new Entry<>(before, value));
            return value;
        });
    }

    void forget(K key) {
        entries.invalidate(key);
    }

    Cache<?, ?> memory() {
        return entries;
    }

    private record Entry<V>(long epoch, V value) {}
}
