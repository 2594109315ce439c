package dev.entrepot.federation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// How often something may be done per key: some at once, then one each `every`. Kept in memory, per node.
final class Pace {
    private static final int MAX_KEYS = 10_000;

    private final int atOnce;
    private final Duration every;
    private final InstantSource clock;

    /// When the allowance of a key will be whole again.
    private final Cache<String, Instant> wholeAt;

    Pace(int atOnce, Duration every, InstantSource clock) {
        this.atOnce = atOnce;
        this.every = every;
        this.clock = clock;
        this.wholeAt = Caffeine.newBuilder()
                .maximumSize(MAX_KEYS)
                .expireAfterWrite(every.multipliedBy(atOnce))
                .build();
    }

    /// Takes one, if one is left.
    boolean admits(String key) {
        Instant now = clock.instant();
        Instant latest = now.plus(every.multipliedBy(atOnce - 1L));
        boolean[] admitted = new boolean[1];
        wholeAt.asMap().compute(key, (same, old) -> {
            Instant from = old == null || old.isBefore(now) ? now : old;
            admitted[0] = !from.isAfter(latest);
            return admitted[0] ? from.plus(every) : from;
        });
        return admitted[0];
    }
}
