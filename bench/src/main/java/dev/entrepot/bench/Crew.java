package dev.entrepot.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A number of clients that work at the same time, each on a thread of its own.
final class Crew {

    /// What one client does; its number counts from 0.
    interface Work {
        void accept(int client) throws IOException;
    }

    private Crew() {}

    /// Returns when all are done; the first failure is passed on.
    static void run(int clients, Work work) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<?>> under = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int client = i;
                under.add(threads.submit(() -> {
                    work.accept(client);
                    return client;
                }));
            }
            for (Future<?> one : under) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    threads.shutdownNow();
                    throw new IOException("client failed: " + e.getCause(), e.getCause());
                }
            }
        }
    }
}
