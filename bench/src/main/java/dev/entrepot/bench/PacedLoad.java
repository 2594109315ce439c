package dev.entrepot.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/// Sends GETs at a fixed pace, whatever the server makes of it, each with a header of its own.
record PacedLoad(InetSocketAddress address, String path, IntFunction<String> header, int perSecond, int connections) {
    private static final int STATUSES = 600;

    /// Latencies count from when a request was due, thus a server that falls behind cannot hide it.
    record Outcome(Latencies latencies, AtomicIntegerArray statuses, int due) {
        double millis(double share) {
            return latencies.percentile(share).toNanos() / 1e6;
        }

        int answered(int status) {
            return statuses.get(status);
        }
    }

    Outcome run(Duration length) throws IOException {
        int due = (int) (perSecond * length.toMillis() / 1000);
        Outcome outcome = new Outcome(new Latencies(), new AtomicIntegerArray(STATUSES), due);
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        long end = began + length.toNanos();
        try {
            Crew.run(connections, client -> {
                Latencies own = new Latencies();
                work(next, due, began, end, own, outcome.statuses());
                synchronized (outcome) {
                    outcome.latencies().addAll(own);
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted under load", e);
        }
        return outcome;
    }

    private void work(
            AtomicInteger next, int due, long began, long end, Latencies latencies, AtomicIntegerArray statuses)
            throws IOException {
        try (Connection connection = new Connection(address)) {
            for (int number = next.getAndIncrement(); number < due; number = next.getAndIncrement()) {
                long dueAt = began + number * 1_000_000_000L / perSecond;
                while (System.nanoTime() < dueAt) {
                    LockSupport.parkNanos(dueAt - System.nanoTime());
                }
                if (System.nanoTime() < end) {
                    Answer answer = connection.exchange("GET", path, List.of(header.apply(number)), Body.none());
                    statuses.incrementAndGet(answer.status());
                }
                latencies.record(System.nanoTime() - dueAt);
            }
        }
    }
}
