package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands still until it is moved.
final class MovableTime implements InstantSource, Ticker {
    static final Instant START = Instant.parse("2026-11-23T20:00:00.123456Z");
    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    void advance(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public long read() {
        return Duration.between(START, now.get()).toNanos();
    }
}
