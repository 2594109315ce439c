package dev.entrepot.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Does several things at once on platform threads, which may hash: small blobs wait for the disk and share
/// commits.
final class Together implements AutoCloseable {
    private static final int THREADS = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("import-", 0).daemon().factory());

    /// What is done.
    interface Task<T> {
        T run() throws IOException;
    }

    /// All results, in the order of the tasks. When one fails the others are waited for, and its failure is
    /// thrown.
    <T> List<T> run(List<Task<T>> tasks) throws IOException {
        List<Future<T>> futures = new ArrayList<>();
        for (Task<T> task : tasks) {
            futures.add(threads.submit(task::run));
        }
        List<T> results = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Future<T> future : futures) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                failures.add(e.getCause() == null ? e : e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        if (failures.isEmpty()) {
            return results;
        }
        switch (failures.getFirst()) {
            case IOException io -> throw io;
            case RuntimeException unchecked -> throw unchecked;
            case Throwable other -> throw new IllegalStateException(other);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
