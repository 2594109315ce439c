package dev.entrepot.access;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Where passwords are hashed: a few platform threads behind a bounded queue.
///
/// A hash takes 19 MiB and tens of milliseconds of CPU. On virtual threads it would starve every other request, and
/// without a bound a storm of logins would exhaust the heap.
final class PasswordHashes implements AutoCloseable {
    private static final int IDLE_SECONDS = 30;
    private final ThreadPoolExecutor threads;

    PasswordHashes(int atOnce, int queue) {
        this.threads = new ThreadPoolExecutor(
                atOnce,
                atOnce,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                Thread.ofPlatform().daemon().name("password-hash-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /// Runs `work` on one of the threads and waits for it.
    <T> T run(Callable<T> work) throws QueueFullException {
        Future<T> result;
        try {
            result = threads.submit(work);
        } catch (RejectedExecutionException _) {
            throw new QueueFullException();
        }
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("hashing a password failed", e.getCause());
        } catch (InterruptedException e) {
            result.cancel(false);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a password was hashed", e);
        }
    }

    /// How many wait for a thread.
    int waiting() {
        return threads.getQueue().size();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /// Too many passwords wait to be hashed.
    static final class QueueFullException extends Exception {}
}
