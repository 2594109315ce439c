package dev.entrepot.content;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps to so many files a second, over all collections of this node; what was not used is kept for a second.
final class RemovalPace {
    private static final double SECOND_MICROS = 1_000_000;

    private final SteadyClock steady;
    private final int perSecond;
    private final ReentrantLock filledLock = new ReentrantLock();
    private double filled;
    private long filledAt;

    RemovalPace(SteadyClock steady, int perSecond) {
        this.steady = steady;
        this.perSecond = perSecond;
        this.filled = perSecond;
        this.filledAt = steady.micros();
    }

    /// Takes up to `wanted` of what may be removed now; 0 when that is nothing.
    int take(int wanted) {
        filledLock.lock();
        try {
            long now = steady.micros();
            filled = Math.min(perSecond, filled + Math.max(0, now - filledAt) * perSecond / SECOND_MICROS);
            filledAt = now;
            int taken = (int) Math.min(wanted, filled);
            filled -= taken;
            return taken;
        } finally {
            filledLock.unlock();
        }
    }

    /// Gives back what was taken and not used.
    void giveBack(int unused) {
        filledLock.lock();
        try {
            filled += unused;
        } finally {
            filledLock.unlock();
        }
    }

    /// How long until there is something to take again.
    Duration pause() {
        return Duration.ofMillis(Math.max(10, 1_000 / perSecond));
    }
}
