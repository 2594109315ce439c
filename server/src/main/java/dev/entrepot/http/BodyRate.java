package dev.entrepot.http;

import java.time.Duration;

/// Whether a body comes fast enough: at least `minBytesPerSecond` over each window of `grace`.
///
/// Only time in which we waited for the network counts; a client is not blamed for our own disk.
final class BodyRate {
    private final long windowNanos;
    private final double minBytesPerSecond;
    private long waitedNanos;
    private long bytes;
    private long waitingSince;
    private boolean waiting;

    BodyRate(Duration grace, long minBytesPerSecond) {
        this.windowNanos = grace.toNanos();
        this.minBytesPerSecond = minBytesPerSecond;
    }

    /// From now on it is the client's turn.
    void waitFrom(long now) {
        if (!waiting) {
            waiting = true;
            waitingSince = now;
        }
    }

    /// Bytes came.
    void received(long now, int count, boolean stillWaiting) {
        pause(now);
        bytes += count;
        if (stillWaiting) {
            waitFrom(now);
        }
    }

    /// Whether the window that ends now was too slow. Begins the next window when it was not.
    boolean tooSlow(long now) {
        boolean wasWaiting = waiting;
        pause(now);
        if (wasWaiting) {
            waitFrom(now);
        }
        if (waitedNanos < windowNanos) {
            return false;
        }
        boolean slow = bytes * 1e9 < waitedNanos * minBytesPerSecond;
        waitedNanos = 0;
        bytes = 0;
        return slow;
    }

    private void pause(long now) {
        if (waiting) {
            waitedNanos += now - waitingSince;
            waiting = false;
        }
    }
}
