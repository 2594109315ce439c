package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PasswordHashesTest {
    @Test
    void asManyRunAsMayAndAsManyWaitAsMayAndTheNextIsRefused() throws Exception {
        CountDownLatch running = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        try (PasswordHashes hashes = new PasswordHashes(2, 1);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> first = callers.submit(() -> hashes.run(() -> stop(running, go)));
            Future<String> second = callers.submit(() -> hashes.run(() -> stop(running, go)));
            running.await();
            Future<String> third = callers.submit(() -> hashes.run(() -> "third"));
            while (hashes.waiting() == 0) {
                Thread.onSpinWait();
            }

            assertThatThrownBy(() -> hashes.run(() -> "fourth")).isInstanceOf(PasswordHashes.QueueFullException.class);

            assertThat(third.isDone()).isFalse();
            go.countDown();
            assertThat(first.get()).isEqualTo("went on");
            assertThat(second.get()).isEqualTo("went on");
            assertThat(third.get()).isEqualTo("third");
            assertThat(hashes.<String>run(() -> "fifth")).isEqualTo("fifth");
        }
    }

    @Test
    void neverMoreRunThanMay() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier bothRun = new CyclicBarrier(2);
        List<Future<Integer>> results = new ArrayList<>();
        try (PasswordHashes hashes = new PasswordHashes(2, 100);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                results.add(callers.submit(() -> hashes.run(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    bothRun.await(30, TimeUnit.SECONDS);
                    return running.decrementAndGet();
                })));
            }
            for (Future<Integer> result : results) {
                assertThat(result.get()).isBetween(0, 1);
            }
        }

        assertThat(most).hasValue(2);
    }

    @Test
    void workRunsOnPlatformThreads() throws Exception {
        try (PasswordHashes hashes = new PasswordHashes(1, 1)) {
            assertThat(hashes.<Boolean>run(() -> Thread.currentThread().isVirtual()))
                    .isFalse();
            assertThat(hashes.<String>run(() -> Thread.currentThread().getName()))
                    .startsWith("password-hash-");
        }
    }

    private static String stop(CountDownLatch running, CountDownLatch go) throws InterruptedException {
        running.countDown();
        go.await();
        return "went on";
    }
}
