package dev.entrepot.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.telemetry.Metrics;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class RecurringJobsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private final Metrics metrics = new Metrics();

    @Test
    void workRunsOncePerDelayAndTheNextDelayBeginsWhenItHasEnded() throws Exception {
        HandTurnedClock clock = new HandTurnedClock();
        LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
        SynchronousQueue<String> mayEnd = new SynchronousQueue<>();
        try (RecurringJobs jobs = new RecurringJobs(metrics, PATIENCE, clock)) {
            jobs.every("sweep", Duration.ofHours(1), () -> {
                events.add("began");
                mayEnd.take();
                events.add("ended");
            });

            assertThat(clock.rests.take()).isEqualTo(Duration.ofHours(1));
            assertThat(events).isEmpty();

            clock.turns.put(true);
            assertThat(events.take()).isEqualTo("began");
            assertThat(clock.rests).isEmpty();

            mayEnd.put("now");
            assertThat(events.take()).isEqualTo("ended");
            assertThat(clock.rests.take()).isEqualTo(Duration.ofHours(1));
            clock.turns.put(false);
        }
    }

    @Test
    void workThatFailsRunsAgain() throws Exception {
        HandTurnedClock clock = new HandTurnedClock();
        LinkedBlockingQueue<String> runs = new LinkedBlockingQueue<>();
        try (RecurringJobs jobs = new RecurringJobs(metrics, PATIENCE, clock)) {
            jobs.every("failing", Duration.ofSeconds(1), () -> {
                runs.add("run");
                throw new IllegalStateException("as planned");
            });

            clock.turns.put(true);
            clock.turns.put(true);
            clock.turns.put(false);
        }

        assertThat(runs).hasSize(2);
        assertThat(metrics.scrape()).contains("entrepot_job_failures_total{job=\"failing\"} 2");
    }

    @Test
    void aJobThatRestsEndsAtOnce() {
        try (RecurringJobs jobs = new RecurringJobs(metrics, Duration.ofDays(1))) {
            jobs.every("rare", Duration.ofDays(365), () -> {});
        }
        // Closing has returned: the time limit of this class is far below both durations.
    }

    @Test
    void closingWaitsForARunUnderWay() throws Exception {
        HandTurnedClock clock = new HandTurnedClock();
        LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
        CountDownLatch mayEnd = new CountDownLatch(1);
        RecurringJobs jobs = new RecurringJobs(metrics, PATIENCE, clock);
        jobs.every("slow", Duration.ofSeconds(1), () -> {
            events.add("began");
            mayEnd.await();
            events.add("ended");
        });
        clock.turns.put(true);
        events.take();

        Thread closing = Thread.startVirtualThread(() -> {
            jobs.close();
            events.add("closed");
        });
        mayEnd.countDown();
        clock.turns.put(false);
        closing.join();

        assertThat(events).containsExactly("ended", "closed");
    }

    @Test
    void closingDoesNotWaitForeverForARunThatHangs() throws Exception {
        HandTurnedClock clock = new HandTurnedClock();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        RecurringJobs jobs = new RecurringJobs(metrics, Duration.ofMillis(1), clock);
        jobs.every("hanging", Duration.ofSeconds(1), () -> {
            began.countDown();
            never.await();
        });
        clock.turns.put(true);
        began.await();

        jobs.close();

        never.countDown();
        clock.turns.put(false);
    }

    @Test
    void moreJobsThanTheLimitOrAfterTheEndOrTwiceAreRefused() {
        RecurringJobs jobs = new RecurringJobs(metrics, PATIENCE);
        try (jobs) {
            for (int number = 0; number < RecurringJobs.MAX_JOBS; number++) {
                jobs.every("job" + number, Duration.ofDays(1), () -> {});
            }
            assertThatThrownBy(() -> jobs.every("more", Duration.ofDays(1), () -> {}))
                    .isInstanceOf(IllegalStateException.class);
        }

        RecurringJobs others = new RecurringJobs(metrics, PATIENCE);
        try (others) {
            others.every("one", Duration.ofDays(1), () -> {});
            assertThatThrownBy(() -> others.every("one", Duration.ofDays(1), () -> {}))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> others.every("never", Duration.ZERO, () -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> others.every("late", Duration.ofDays(1), () -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    /// Time passes when the test says so: `true` ends a rest, `false` ends the job.
    private static final class HandTurnedClock implements RecurringJobs.Rest {
        private final LinkedBlockingQueue<Duration> rests = new LinkedBlockingQueue<>();
        private final SynchronousQueue<Boolean> turns = new SynchronousQueue<>();

        @Override
        public boolean until(Duration delay, CountDownLatch stop) throws InterruptedException {
            rests.add(delay);
            return turns.take();
        }
    }
}
