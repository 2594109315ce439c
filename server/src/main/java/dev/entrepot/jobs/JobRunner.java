package dev.entrepot.jobs;

import dev.entrepot.database.Database;
import dev.entrepot.database.DatabaseException;
import dev.entrepot.database.Sql;
import dev.entrepot.health.StorageFullException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs what waits, gives signs of life for what it runs, and takes over what others left.
///
/// A job belongs to the node in its row. Whoever has not written `seen_at` for {@link #SILENCE} has lost its jobs: they
/// are queued again, and the first to claim one goes on from its position. A run that lost its job notices at its next
/// sign of life or saved position, and stops.
final class JobRunner {
    /// Jobs mostly wait for disk and database; more of them at once only wait longer.
    static final int MAX_RUNNING = 16;

    /// A job that does not get on is not started for ever.
    static final int MAX_ATTEMPTS = 5;

    /// Several signs of life may be late.
    static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Duration SIGN_EVERY = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    private final Database database;
    private final InstantSource clock;
    private final Map<String, JobKind> kinds;
    private final boolean shared;
    private final String node = UUID.randomUUID().toString();
    private final JobTable table = new JobTable();
    private final Map<String, Started> running = new ConcurrentHashMap<>();
    private final ReentrantLock changesLock = new ReentrantLock();
    private final Condition changed = changesLock.newCondition();
    private long changes;
    private final Set<String> chosen = ConcurrentHashMap.newKeySet();
    private volatile boolean alone;
    private volatile boolean closing;
    private volatile long signedAtNanos = System.nanoTime();

    private record Started(JobRun run, Thread thread) {}

    JobRunner(Database database, InstantSource clock, Map<String, JobKind> kinds) {
        this.database = database;
        this.clock = clock;
        this.kinds = kinds;
        this.shared = !database.engine().equals("sqlite");
    }

    /// By the clock that decides who lives.
    long now(Sql sql) {
        return shared ? table.now(sql) : ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    /// On SQLite no other process is at work: what runs by its row was stopped with the process before.
    void takeOverAll() {
        if (!shared) {
            takeOver(database.read(sql -> table.silent(sql, Long.MAX_VALUE, Integer.MAX_VALUE)));
        }
    }

    /// Takes over what others left.
    void takeOverSilent() {
        takeOver(database.read(sql -> table.silent(sql, now(sql) - micros(SILENCE), MAX_RUNNING)));
    }

    private void takeOver(List<JobTable.Silent> silent) {
        for (JobTable.Silent job : silent) {
            if (running.containsKey(job.id())) {
                continue;
            }
            database.write(sql -> {
                if (job.cancelled()) {
                    table.giveUp(sql, job, Job.State.CANCELLED, "", now(sql));
                } else if (job.attempts() >= MAX_ATTEMPTS) {
                    String why = "it was started " + job.attempts() + " times and its node stopped each time before it"
                            + " got on; look into the server's log, then start it again";
                    table.giveUp(sql, job, Job.State.FAILED, why, now(sql));
                } else {
                    table.requeue(sql, job);
                }
                return job;
            });
            LOG.info("event=job_taken_over job={} kind={} attempts={}", job.id(), job.kind(), job.attempts());
        }
    }

    /// From now on this node starts only what is {@link #choose chosen}.
    void alone() {
        alone = true;
    }

    void choose(String id) {
        if (alone) {
            chosen.add(id);
        }
    }

    /// Starts what waits, as far as there is room.
    void startWaiting() {
        while (!closing && running.size() < MAX_RUNNING) {
            List<String> due = alone ? List.copyOf(chosen) : database.read(sql -> table.due(sql, MAX_RUNNING));
            if (due.isEmpty() || !startOneOf(due)) {
                return;
            }
        }
    }

    private boolean startOneOf(List<String> due) {
        Optional<JobTable.Found> claimed = database.write(sql -> {
            for (String id : due) {
                Optional<JobTable.Found> found = table.isDue(sql, id) ? table.find(sql, id) : Optional.empty();
                if (found.isPresent()
                        && kinds.containsKey(found.get().job().kind())
                        && table.start(sql, id, node, now(sql))) {
                    return found;
                }
            }
            return Optional.empty();
        });
        claimed.ifPresent(this::start);
        return claimed.isPresent();
    }

    private void start(JobTable.Found claimed) {
        Job job = claimed.job();
        chosen.remove(job.id());
        JobKind kind = kinds.get(job.kind());
        if (kind == null) {
            throw new IllegalStateException("claimed a job of an unknown kind: " + job);
        }
        JobRun run = new JobRun(job, claimed.position(), position -> save(job.id(), position));
        Thread thread =
                Thread.ofVirtual().name("job-" + job.kind() + "-" + job.id()).unstarted(() -> run(run, kind));
        running.put(job.id(), new Started(run, thread));
        if (closing) {
            run.release();
        }
        thread.start();
        signal();
    }

    private void save(String id, String position) {
        if (!database.write(sql -> table.save(sql, id, node, position))) {
            Started mine = running.get(id);
            if (mine != null) {
                mine.run.lose();
            }
            throw new JobStoppedException();
        }
    }

    private void run(JobRun run, JobKind kind) {
        try {
            LOG.info("event=job_started job={} kind={} position={}", run.id(), kind.name(), run.position());
            Optional<JobTable.Ending> ending = ending(run, kind);
            database.write(sql -> {
                ending.ifPresentOrElse(
                        end -> table.end(sql, run.id(), node, end, now(sql)), () -> table.release(sql, run.id(), node));
                return ending;
            });
            LOG.info(
                    "event=job_ended job={} kind={} state={}",
                    run.id(),
                    kind.name(),
                    ending.map(end -> end.state().id()).orElse("queued"));
        } catch (RuntimeException | Error e) {
            // Its row says that it runs; whoever finds it silent goes on.
            LOG.error("event=job_end_not_written job={} kind={}", run.id(), kind.name(), e);
        } finally {
            running.remove(run.id());
            signal();
        }
        try {
            startWaiting();
        } catch (RuntimeException e) {
            LOG.error("event=job_start_failed", e);
        }
    }

    /// Empty: it goes on elsewhere, or with the next start.
    private static Optional<JobTable.Ending> ending(JobRun run, JobKind kind) {
        try {
            JobResult result = kind.handler().run(run);
            if (!run.stopped()) {
                String text = JobJson.text(result.members());
                return Optional.of(new JobTable.Ending(Job.State.DONE, run.latest(), text));
            }
            return stopped(run, JobJson.text(result.members()));
        } catch (JobStoppedException _) {
            return stopped(run, "{}");
        } catch (Exception | Error e) {
            Job.Progress at = run.latest();
            Job.Progress why = new Job.Progress(at.done(), at.total(), at.unit(), words(run, kind, e));
            return Optional.of(new JobTable.Ending(Job.State.FAILED, why, "{}"));
        }
    }

    private static Optional<JobTable.Ending> stopped(JobRun run, String result) {
        return run.wasCancelled()
                ? Optional.of(new JobTable.Ending(Job.State.CANCELLED, run.latest(), result))
                : Optional.empty();
    }

    /// What people may read of a failure; the log has all of it.
    private static String words(JobRun run, JobKind kind, Throwable failure) {
        if (failure instanceof JobFailedException told) {
            LOG.warn("event=job_failed job={} kind={} reason=\"{}\"", run.id(), kind.name(), told.getMessage());
            return String.valueOf(told.getMessage());
        }
        LOG.error("event=job_failed job={} kind={}", run.id(), kind.name(), failure);
        return switch (failure) {
            case StorageFullException full -> String.valueOf(full.getMessage());
            case DatabaseException _ -> "the database does not answer; try again when the server is ready";
            default -> "an error inside the server; its log has more under job=" + run.id();
        };
    }

    /// Writes down how far the jobs of this node came, and hears what others want of them.
    void sign() {
        boolean due = System.nanoTime() - signedAtNanos >= SIGN_EVERY.toNanos();
        List<JobRun> telling = new ArrayList<>();
        for (Started each : running.values()) {
            if (due || each.run.hasNews()) {
                telling.add(each.run);
            }
        }
        if (telling.isEmpty()) {
            return;
        }
        signedAtNanos = due ? System.nanoTime() : signedAtNanos;
        for (JobRun run : telling) {
            Job.Progress latest = run.latest();
            Optional<String> cancelledBy = database.write(sql -> table.seen(sql, run.id(), node, latest, now(sql)));
            if (cancelledBy.isPresent() && !cancelledBy.get().isEmpty()) {
                run.cancel();
            } else if (cancelledBy.isEmpty() && running.containsKey(run.id())) {
                run.lose();
            }
        }
        signal();
    }

    /// Stops it if it runs here.
    void cancel(String id) {
        Started here = running.get(id);
        if (here != null) {
            here.run.cancel();
        }
        signal();
    }

    /// Wakes who waits for a job.
    void signal() {
        changesLock.lock();
        try {
            changes++;
            changed.signalAll();
        } finally {
            changesLock.unlock();
        }
    }

    /// How often something happened here.
    long changes() {
        changesLock.lock();
        try {
            return changes;
        } finally {
            changesLock.unlock();
        }
    }

    /// Waits until something happened here since `seen`, or that long. False when interrupted.
    boolean pause(long seen, long nanos) {
        changesLock.lock();
        try {
            long left = nanos;
            while (changes == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            changesLock.unlock();
        }
    }

    /// Tells the jobs of this node to leave the rest to the next start, and waits that long for them.
    void close(Duration patience) {
        closing = true;
        running.values().forEach(each -> each.run.release());
        long deadline = System.nanoTime() + patience.toNanos();
        for (Started each : List.copyOf(running.values())) {
            try {
                if (!each.thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                    LOG.warn("event=job_still_running job={}", each.run.id());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static long micros(Duration time) {
        return TimeUnit.NANOSECONDS.toMicros(time.toNanos());
    }
}
