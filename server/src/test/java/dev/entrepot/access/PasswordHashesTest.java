package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.access.HashSchedule.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PasswordHashesTest {
    private static final List<Lane> LANES = List.of(Lane.values());
    private final AtomicInteger sources = new AtomicInteger();
    private final CountDownLatch go = new CountDownLatch(1);

    @Test
    void asManyRunAsMayAndAsManyWaitAsMayAndTheNextIsRefused() throws Exception {
        CountDownLatch running = new CountDownLatch(2);
        try (PasswordHashes hashes = new PasswordHashes(2, 1);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> first = callers.submit(() -> fresh(hashes, _ -> stop(running)));
            while (running.getCount() == 2) {
                Thread.onSpinWait();
            }
            Future<String> second = callers.submit(() -> fresh(hashes, _ -> stop(running)));
            running.await();
            Future<String> third = callers.submit(() -> fresh(hashes, _ -> "third"));
            awaitWaiting(hashes, 1);

            assertThatThrownBy(() -> fresh(hashes, _ -> "fourth"))
                    .isInstanceOfSatisfying(
                            PasswordHashes.QueueFullException.class,
                            full -> assertThat(full.retryAfter()).isEqualTo(Duration.ofSeconds(1)));

            assertThat(third.isDone()).isFalse();
            go.countDown();
            assertThat(first.get()).isEqualTo("went on");
            assertThat(second.get()).isEqualTo("went on");
            assertThat(third.get()).isEqualTo("third");
            assertThat(this.<String>fresh(hashes, _ -> "fifth")).isEqualTo("fifth");
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
                results.add(callers.submit(() -> fresh(hashes, _ -> {
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
    void workRunsOnPlatformThreadsAndFailsForItsCallerOnly() throws Exception {
        try (PasswordHashes hashes = new PasswordHashes(1, 4)) {
            assertThat(this.<Boolean>fresh(hashes, _ -> Thread.currentThread().isVirtual()))
                    .isFalse();
            assertThatThrownBy(() -> fresh(hashes, _ -> {
                        throw new IllegalArgumentException("broken");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("broken");
            assertThat(this.<String>fresh(hashes, _ -> Thread.currentThread().getName()))
                    .startsWith("password-hash-");
        }
    }

    @Test
    void longQueueIsToldToComeBackWhenItWillHaveBeenServed() throws Exception {
        MovableTime time = new MovableTime();
        CountDownLatch running = new CountDownLatch(1);
        try (PasswordHashes hashes = new PasswordHashes(1, 1, time);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                fresh(hashes, _ -> {
                    time.advance(Duration.ofSeconds(2));
                    return "slow";
                });
            }
            Future<String> first = callers.submit(() -> fresh(hashes, _ -> stop(running)));
            running.await();
            Future<String> second = callers.submit(() -> fresh(hashes, _ -> "second"));
            awaitWaiting(hashes, 1);

            assertThatThrownBy(() -> fresh(hashes, _ -> "third"))
                    .isInstanceOfSatisfying(
                            PasswordHashes.QueueFullException.class,
                            full -> assertThat(full.retryAfter()).isEqualTo(Duration.ofSeconds(2)));

            go.countDown();
            assertThat(first.get()).isEqualTo("went on");
            assertThat(second.get()).isEqualTo("second");
        }
    }

    @Test
    void stoppingAnswersThoseThatWaitAndRefusesThoseThatCome() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            PasswordHashes hashes = new PasswordHashes(1, 8);
            Future<String> first = callers.submit(() -> fresh(hashes, _ -> stop(running)));
            running.await();
            Future<String> second = callers.submit(() -> fresh(hashes, _ -> "second"));
            awaitWaiting(hashes, 1);

            hashes.close();

            assertThatThrownBy(second::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(PasswordHashes.QueueFullException.class);
            assertThatThrownBy(() -> fresh(hashes, _ -> "third")).isInstanceOf(PasswordHashes.QueueFullException.class);
            go.countDown();
            assertThat(first.get()).isEqualTo("went on");
        }
    }

    @Test
    void callerWhoGivesUpGivesThePlaceBack() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        try (PasswordHashes hashes = new PasswordHashes(1, 1);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> first = callers.submit(() -> fresh(hashes, _ -> stop(running)));
            running.await();
            Future<String> second = callers.submit(() -> fresh(hashes, _ -> "second"));
            awaitWaiting(hashes, 1);

            second.cancel(true);
            awaitWaiting(hashes, 0);
            Future<String> third = callers.submit(() -> fresh(hashes, _ -> "third"));

            go.countDown();
            assertThat(first.get()).isEqualTo("went on");
            assertThat(third.get()).isEqualTo("third");
        }
    }

    /// Lanes, sources and ends in any order, from many threads: each caller gets its own answer.
    @Test
    void noWakeUpIsLost() throws Exception {
        try (PasswordHashes hashes = new PasswordHashes(3, 1_000);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> results = new ArrayList<>();
            Random random = new Random(7);
            for (int i = 0; i < 20_000; i++) {
                int number = i;
                Lane lane = LANES.get(random.nextInt(LANES.size()));
                LoginPair pair = new LoginPair("s" + random.nextInt(50), "a" + random.nextInt(5));
                results.add(callers.submit(() -> {
                    try {
                        return hashes.run(lane, pair, _ -> number);
                    } catch (PasswordHashes.QueueFullException _) {
                        return number;
                    }
                }));
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(i);
            }
            assertThat(hashes.waiting()).isZero();
        }
    }

    /// Each from another source: among equals who came last goes.
    private <T> T fresh(PasswordHashes hashes, PasswordHashes.Work<T> work) throws Exception {
        return hashes.run(Lane.FRESH, new LoginPair("s" + sources.incrementAndGet(), "ann"), work);
    }

    private static void awaitWaiting(PasswordHashes hashes, int count) {
        while (hashes.waiting() != count && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    private String stop(CountDownLatch running) throws InterruptedException {
        running.countDown();
        go.await();
        return "went on";
    }
}
