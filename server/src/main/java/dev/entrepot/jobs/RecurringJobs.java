package dev.entrepot.jobs;

import dev.entrepot.telemetry.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work that runs again and again, each on a virtual thread of its own and never overlapping itself.
///
/// A run that fails is logged and counted; the next one comes after the same delay. Closing interrupts nobody,
/// because an interrupt would close the files and connections that a run is using: jobs that rest end at once, a
/// run under way is given a bounded time.
public final class RecurringJobs implements AutoCloseable {
    /// A mistake in composition shows itself before it costs threads.
    static final int MAX_JOBS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(RecurringJobs.class);
    private final ReentrantLock jobsLock = new ReentrantLock();
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Metrics metrics;
    private final Duration patience;
    private final Rest rest;

    /// `patience` is how long {@link #close} waits for runs under way.
    public RecurringJobs(Metrics metrics, Duration patience) {
        this(metrics, patience, (delay, stop) -> !stop.await(delay.toNanos(), TimeUnit.NANOSECONDS));
    }

    RecurringJobs(Metrics metrics, Duration patience, Rest rest) {
        this.metrics = metrics;
        this.patience = patience;
        this.rest = rest;
    }

    /// Runs `work` for the first time after `delay`, then always `delay` after it ended. Names are used once.
    public void every(String name, Duration delay, Work work) {
        if (delay.isNegative() || delay.isZero()) {
            throw new IllegalArgumentException("delay of job " + name + " is not above zero: " + delay);
        }
        jobsLock.lock();
        try {
            if (stopping.getCount() == 0 || threads.size() == MAX_JOBS || !names.add(name)) {
                throw new IllegalStateException("job " + name + " is one too many: " + names);
            }
            Timer runs = Timer.builder("entrepot.job").tag("job", name).register(metrics.registry());
            Counter failures =
                    Counter.builder("entrepot.job.failures").tag("job", name).register(metrics.registry());
            threads.add(Thread.ofVirtual()
                    .name("job-" + name)
                    .start(() -> repeat(name, delay, () -> {
                        try {
                            runs.recordCallable(() -> {
                                work.run();
                                return true;
                            });
                        } catch (Exception | Error e) {
                            failures.increment();
                            LOG.error("event=job_failed job={}", name, e);
                        }
                    })));
        } finally {
            jobsLock.unlock();
        }
    }

    private void repeat(String name, Duration delay, Runnable run) {
        try {
            while (rest.until(delay, stopping)) {
                run.run();
            }
        } catch (InterruptedException e) {
            LOG.error("event=job_interrupted job={}", name, e);
            Thread.currentThread().interrupt();
        }
    }

    /// Starts no further run and waits, up to the patience given, for those under way. Repeatable.
    @Override
    public void close() {
        stopping.countDown();
        long deadline = System.nanoTime() + patience.toNanos();
        for (Thread thread : started()) {
            if (!ended(thread, deadline)) {
                LOG.warn("event=job_still_running job={} waited_ms={}", thread.getName(), patience.toMillis());
            }
        }
    }

    private List<Thread> started() {
        jobsLock.lock();
        try {
            return List.copyOf(threads);
        } finally {
            jobsLock.unlock();
        }
    }

    private static boolean ended(Thread thread, long deadlineNanos) {
        if (thread.equals(Thread.currentThread())) {
            return true;
        }
        try {
            Duration left = Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime()));
            return thread.join(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// What a job does. May throw anything.
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /// How a job rests between two runs: true after `delay`, false as soon as `stop` was counted down.
    @FunctionalInterface
    interface Rest {
        boolean until(Duration delay, CountDownLatch stop) throws InterruptedException;
    }
}
