package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.entrepot.access.HashSchedule.Lane;
import dev.entrepot.access.HashSchedule.Turn;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Where passwords are hashed: a few platform threads behind a {@link HashSchedule}.
///
/// A hash takes 19 MiB and tens of milliseconds of CPU. On virtual threads it would starve every other request, and
/// without a bound a storm of logins would exhaust the heap. A thread keeps its memory from hash to hash and ends
/// with it when there was nothing to do for a while.
final class PasswordHashes implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(30);

    /// Until there are measurements.
    private static final Duration USUAL = Duration.ofMillis(50);

    /// How much of the mean a new measurement makes up: the mean follows within a dozen hashes.
    private static final int SMOOTHING = 8;

    private static final Duration RETRY_AT_LEAST = Duration.ofSeconds(1);

    private final int atOnce;
    private final Ticker ticker;
    private final HashSchedule<Job<?>> schedule;
    private final ReentrantLock schedules = new ReentrantLock();
    private final Condition work = schedules.newCondition();
    private int threads;
    private int idle;
    private int started;
    private long meanNanos = USUAL.toNanos();
    private boolean closed;

    PasswordHashes(int atOnce, int queue) {
        this(atOnce, queue, Ticker.systemTicker());
    }

    PasswordHashes(int atOnce, int queue, Ticker ticker) {
        this.atOnce = atOnce;
        this.ticker = ticker;
        this.schedule = new HashSchedule<>(atOnce, queue, new SplittableRandom());
    }

    /// What is to be done with the memory that the thread has for it.
    interface Work<T> {
        T in(Argon2Memory memory) throws Exception;
    }

    /// Runs `work` on one of the threads when its turn has come, and waits for it.
    <T> T run(Lane lane, LoginPair pair, Work<T> what) throws QueueFullException {
        Job<T> job = new Job<>(lane, pair, what);
        submit(job);
        try {
            return job.result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof QueueFullException full) {
                throw full;
            }
            throw new IllegalStateException("hashing a password failed", e.getCause());
        } catch (InterruptedException e) {
            forget(job);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a password was hashed", e);
        }
    }

    /// How many wait for a thread.
    int waiting() {
        schedules.lock();
        try {
            return schedule.waiting();
        } finally {
            schedules.unlock();
        }
    }

    private void submit(Job<?> job) {
        schedules.lock();
        try {
            if (closed) {
                refuse(job);
                return;
            }
            schedule.add(job.lane, job.pair, job).ifPresent(this::refuse);
            if (idle < schedule.waiting() && threads < atOnce) {
                threads++;
                Thread.ofPlatform().daemon().name("password-hash-" + started++).start(this::hash);
            }
            work.signal();
        } finally {
            schedules.unlock();
        }
    }

    private void refuse(Job<?> job) {
        job.result.completeExceptionally(new QueueFullException(retryAfter(job.lane)));
    }

    /// When those that wait now will have had their turns.
    private Duration retryAfter(Lane lane) {
        int side = lane.suspect() ? 1 : atOnce;
        long ahead = schedule.waiting() / side * meanNanos;
        return Duration.ofSeconds(Math.max(
                RETRY_AT_LEAST.toSeconds(),
                Math.ceilDiv(ahead, Duration.ofSeconds(1).toNanos())));
    }

    private void forget(Job<?> job) {
        schedules.lock();
        try {
            schedule.remove(job.lane, job.pair, job);
        } finally {
            schedules.unlock();
        }
    }

    private void hash() {
        Argon2Memory memory = new Argon2Memory();
        Optional<Turn<Job<?>>> turn = take();
        while (turn.isPresent()) {
            long began = ticker.read();
            turn.get().job().run(memory);
            finish(turn.get().lane(), ticker.read() - began);
            turn = take();
        }
    }

    private void finish(Lane lane, long nanos) {
        schedules.lock();
        try {
            schedule.finished(lane);
            meanNanos += (nanos - meanNanos) / SMOOTHING;
        } finally {
            schedules.unlock();
        }
    }

    /// The next job, or none when this thread shall end.
    private Optional<Turn<Job<?>>> take() {
        schedules.lock();
        try {
            long left = IDLE.toNanos();
            Optional<Turn<Job<?>>> turn = schedule.next();
            while (turn.isEmpty() && left > 0 && !closed) {
                idle++;
                try {
                    left = work.awaitNanos(left);
                } finally {
                    idle--;
                }
                turn = schedule.next();
            }
            if (turn.isEmpty()) {
                threads--;
            } else {
                // Another one may be free to run as well, the one that this end of a hash made room for.
                work.signal();
            }
            return turn;
        } catch (InterruptedException e) {
            threads--;
            return Optional.empty();
        } finally {
            schedules.unlock();
        }
    }

    /// Refuses what waits; what is being hashed is finished and answered.
    @Override
    public void close() {
        schedules.lock();
        try {
            closed = true;
            schedule.clear().forEach(this::refuse);
            work.signalAll();
        } finally {
            schedules.unlock();
        }
    }

    private record Job<T>(Lane lane, LoginPair pair, Work<T> work, CompletableFuture<T> result) {
        Job(Lane lane, LoginPair pair, Work<T> work) {
            this(lane, pair, work, new CompletableFuture<>());
        }

        void run(Argon2Memory memory) {
            try {
                result.complete(work.in(memory));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }
    }

    /// Too many passwords wait to be hashed.
    static final class QueueFullException extends Exception {
        private final Duration retryAfter;

        QueueFullException(Duration retryAfter) {
            this.retryAfter = retryAfter;
        }

        Duration retryAfter() {
            return retryAfter;
        }
    }
}
