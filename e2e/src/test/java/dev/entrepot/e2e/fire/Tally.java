package dev.entrepot.e2e.fire;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What all clients did, and what was broken.
final class Tally {
    private static final int SHOWN = 20;

    private final AtomicLong left;
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> kinds = new ConcurrentSkipListMap<>();

    Tally(long events) {
        left = new AtomicLong(events);
    }

    /// Counts one request with its answer.
    void event(String kind) {
        left.decrementAndGet();
        kinds.computeIfAbsent(kind, key -> new LongAdder()).increment();
    }

    /// Whether there is more to do; a broken promise ends it.
    boolean goesOn() {
        return left.get() > 0 && violations.isEmpty();
    }

    void violation(String text) {
        if (violations.size() < SHOWN) {
            violations.add(text);
        }
    }

    Queue<String> violations() {
        return violations;
    }

    @Override
    public String toString() {
        return kinds.toString();
    }
}
