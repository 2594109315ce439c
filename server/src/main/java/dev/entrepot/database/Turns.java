package dev.entrepot.database;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Lets the transactions of one node run beside each other, and one that lost too often alone.
///
/// A courtesy, which nothing may rely on: who has waited for long goes without.
final class Turns {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /// Fair: who wants to be alone is not overtaken for ever.
    private final ReentrantReadWriteLock running = new ReentrantReadWriteLock(true);

    /// A turn that ends when it is closed.
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    Turn together() {
        return take(running.readLock());
    }

    /// Begins when all others have ended.
    Turn alone() {
        return take(running.writeLock());
    }

    private static Turn take(Lock lock) {
        try {
            return lock.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS) ? lock::unlock : () -> {};
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseException("interrupted while waiting for other transactions", e);
        }
    }
}
