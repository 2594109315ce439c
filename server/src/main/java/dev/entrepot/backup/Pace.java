package dev.entrepot.backup;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Keeps to a number of bytes each second, counted from the first.
final class Pace {
    /// Behind a pause of the disk nothing is caught up with a rush longer than this.
    private static final long MOST_AHEAD_NANOS = Duration.ofSeconds(1).toNanos();

    private final long bytesPerSecond;
    private long dueNanos = System.nanoTime();

    /// @param bytesPerSecond 0: as fast as it goes
    Pace(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    void passed(long bytes) {
        if (bytesPerSecond == 0) {
            return;
        }
        long now = System.nanoTime();
        dueNanos = Math.max(dueNanos, now - MOST_AHEAD_NANOS)
                + (long) (bytes * (double) Duration.ofSeconds(1).toNanos() / bytesPerSecond);
        for (long left = dueNanos - now; left > 0; left = dueNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
