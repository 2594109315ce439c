package dev.entrepot.scanning;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Wakes whoever waits for something to be known, or for work.
final class News {
    private final AtomicLong changes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();

    long changes() {
        return changes.get();
    }

    void come() {
        lock.lock();
        try {
            changes.incrementAndGet();
            came.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until more came than `seen`, for so long at most.
    void pause(long seen, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (changes.get() == seen && left > 0) {
                left = came.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
