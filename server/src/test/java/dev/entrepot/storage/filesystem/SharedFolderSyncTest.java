package dev.entrepot.storage.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SharedFolderSyncTest {
    private static final int LATECOMERS = 20;

    @Test
    void whoComesDuringASyncWaitsForOneThatBeganLater() throws Exception {
        AtomicInteger syncs = new AtomicInteger();
        CountDownLatch firstBegan = new CountDownLatch(1);
        Semaphore mayEnd = new Semaphore(0);
        SharedFolderSync shared = new SharedFolderSync(() -> {
            syncs.incrementAndGet();
            firstBegan.countDown();
            mayEnd.acquireUninterruptibly();
        });

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Void> first = threads.submit(syncing(shared));
            firstBegan.await();
            List<Future<Void>> latecomers = new ArrayList<>();
            for (int number = 0; number < LATECOMERS; number++) {
                latecomers.add(threads.submit(syncing(shared)));
            }
            mayEnd.release();
            first.get();
            assertThat(latecomers).noneMatch(Future::isDone);
            mayEnd.release(LATECOMERS);
            for (Future<Void> latecomer : latecomers) {
                latecomer.get();
            }
        }

        // At least one more began after the first; a latecomer that was slow to arrive may have needed its own.
        assertThat(syncs.get()).isBetween(2, 1 + LATECOMERS);
    }

    @Test
    void allWhoShareAFailedSyncAreTold() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        Semaphore mayEnd = new Semaphore(0);
        SharedFolderSync shared = new SharedFolderSync(() -> {
            began.countDown();
            mayEnd.acquireUninterruptibly();
            throw new IOException("disk gone");
        });

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Void> first = threads.submit(syncing(shared));
            began.await();
            Future<Void> second = threads.submit(syncing(shared));
            Future<Void> third = threads.submit(syncing(shared));
            mayEnd.release(3);
            for (Future<Void> caller : List.of(first, second, third)) {
                assertThatThrownBy(caller::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCauseMessage("disk gone");
            }
        }
    }

    private static Callable<Void> syncing(SharedFolderSync shared) {
        return () -> {
            shared.sync();
            return null;
        };
    }
}
