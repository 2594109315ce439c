package dev.entrepot.integrity;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Runs work that reads and hashes much on a platform thread of its own: virtual threads are not time-sliced, and
/// requests would wait for it.
final class OwnThread {
    private OwnThread() {}

    /// Waits for the work, and throws what it throws.
    static <T> T call(String name, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().name(name).daemon().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception thrown -> throw thrown;
                case Error error -> throw error;
                case null, default -> throw e;
            }
        }
    }
}
