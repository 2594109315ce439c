package dev.entrepot.http;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The platform threads that take the bytes of bodies: hashing, unpacking, writing files.
///
/// Virtual threads are not time-sliced: two of them that hash would hold both carriers of a small machine and let
/// every other request wait. The kernel shares the cores between these threads and the event loops. A thread here
/// works on buffers that have come and never waits for the network, so a few threads serve any number of uploads. The
/// queue needs no bound of its own: each body stands in it at most once, and connections are bounded.
final class BodyPool implements Executor, AutoCloseable {
    private static final long STOP_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    BodyPool(int size) {
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("body-", 0).daemon(true).factory());
    }

    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }

    /// Bodies that wait for a thread.
    int waiting() {
        return threads.getQueue().size();
    }

    /// Threads at work.
    int active() {
        return threads.getActiveCount();
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
