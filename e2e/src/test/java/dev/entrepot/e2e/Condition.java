package dev.entrepot.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting for what a server does in its own time.
public final class Condition {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BETWEEN = Duration.ofMillis(10);

    private Condition() {}

    /// Returns as soon as `holds` does; a test in which it never does fails, and names it.
    public static void await(String name, BooleanSupplier holds) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not after " + LIMIT + ": " + name);
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }
}
