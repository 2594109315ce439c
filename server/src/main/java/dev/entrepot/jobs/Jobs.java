package dev.entrepot.jobs;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/// Work that somebody asks for and may watch: it has a row, shows how far it came, can be cancelled, and goes on after
/// a
/// restart or on another node.
///
/// Of one kind and namespace one job runs at a time; what is asked for meanwhile waits its turn.
public final class Jobs implements AutoCloseable {
    /// Ended jobs are remembered for so long.
    public static final Duration REMEMBERED = Duration.ofDays(30);

    /// Of one kind, for one namespace.
    static final int MAX_WAITING = 20;

    private static final int MAX_PARAMETERS = 32;
    private static final int MAX_PARAMETER_LENGTH = 4_096;
    private static final int FORGOTTEN_AT_ONCE = 1_000;
    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    /// Other nodes are asked this often how far they are.
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /// Behind every id.
    private static final String NEWEST = "~";

    private final Database database;
    private final AuditLog audit;
    private final InstantSource clock;
    private final Duration patience;
    private final Map<String, JobKind> kinds = new ConcurrentSkipListMap<>();
    private final JobTable table = new JobTable();
    private final JobRunner runner;
    private volatile boolean waiting = true;
    private volatile long forgotAtNanos = System.nanoTime() - FORGET_EVERY.toNanos();

    /// @param patience how long {@link #close} waits for jobs under way
    public Jobs(Database database, AuditLog audit, InstantSource clock, Duration patience) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.patience = patience;
        this.runner = new JobRunner(database, clock, kinds);
    }

    /// Makes a kind known. Before {@link #start}.
    public void register(JobKind kind) {
        if (kinds.putIfAbsent(kind.name(), kind) != null) {
            throw new IllegalStateException("a kind of job is registered twice: " + kind.name());
        }
    }

    public Optional<JobKind> kind(String name) {
        return Optional.ofNullable(kinds.get(name));
    }

    public Collection<JobKind> kinds() {
        return List.copyOf(kinds.values());
    }

    /// Goes on with what a process before this one left. {@link #tend} is to be called every second from now on.
    public void start() {
        runner.takeOverAll();
        runner.startWaiting();
    }

    /// As {@link #start}, but runs only what this process asks for.
    public void startAlone() {
        runner.takeOverAll();
        runner.alone();
    }

    /// The work of every second: signs of life, what others left, what waits, what is old.
    public void tend() {
        runner.sign();
        runner.takeOverSilent();
        runner.startWaiting();
        if (System.nanoTime() - forgotAtNanos >= FORGET_EVERY.toNanos()) {
            forgotAtNanos = System.nanoTime();
            forget();
        }
    }

    private void forget() {
        long before = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant().minus(REMEMBERED));
        while (database.write(sql -> table.forget(sql, before, FORGOTTEN_AT_ONCE)) == FORGOTTEN_AT_ONCE) {}
    }

    /// Asks for a job.
    ///
    /// @param namespace empty for kinds that concern the whole registry
    public Submission submit(String kindName, String namespace, Map<String, String> parameters, Authority authority) {
        JobKind kind = kinds.get(kindName);
        if (kind == null) {
            return new Submission.Malformed("there is no kind of job " + kindName + ": expected one of "
                    + String.join(", ", new TreeSet<>(kinds.keySet())));
        }
        String complaint = complaint(kind, namespace, parameters);
        if (!complaint.isEmpty()) {
            return new Submission.Malformed(complaint);
        }
        Submission submission = database.write(sql -> insert(sql, kind, namespace, parameters, authority));
        if (submission instanceof Submission.Accepted(Job job)) {
            runner.choose(job.id());
            runner.startWaiting();
            return new Submission.Accepted(find(job.id()).orElse(job));
        }
        return submission;
    }

    /// As {@link #submit}, but goes on with a job that was asked for in the same words and waits, if there is one: for
    /// work on a registry whose server is stopped.
    public Submission resume(String kind, String namespace, Map<String, String> parameters, Authority authority) {
        JobFilter same = JobFilter.ALL.kind(kind).namespace(namespace).state(Job.State.QUEUED.id());
        Optional<Job> waiting = list(same, "", MAX_WAITING).stream()
                .filter(job -> job.parameters().equals(new TreeMap<>(parameters)))
                .findFirst();
        if (waiting.isPresent()) {
            runner.choose(waiting.get().id());
            runner.startWaiting();
            return new Submission.Accepted(waiting.get());
        }
        return submit(kind, namespace, parameters, authority);
    }

    private static String complaint(JobKind kind, String namespace, Map<String, String> parameters) {
        if (kind.ofNamespace() == namespace.isEmpty()) {
            return kind.ofNamespace()
                    ? "namespace is missing: " + kind.name() + " works on one"
                    : "namespace: " + kind.name() + " works on the whole registry";
        }
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            if (!kind.parameters().contains(parameter.getKey())) {
                return "parameters: " + kind.name() + " takes "
                        + (kind.parameters().isEmpty()
                                ? "none"
                                : "only " + String.join(", ", new TreeSet<>(kind.parameters())));
            }
            if (parameter.getValue().length() > MAX_PARAMETER_LENGTH) {
                return "parameters." + parameter.getKey() + ": expected at most " + MAX_PARAMETER_LENGTH
                        + " characters";
            }
        }
        return parameters.size() > MAX_PARAMETERS
                ? "too many parameters"
                : kind.check().complaint(parameters);
    }

    private Submission insert(
            Sql sql, JobKind kind, String namespace, Map<String, String> parameters, Authority authority) {
        authority.exercise(sql);
        int waiting = table.waiting(sql, kind.name(), namespace);
        if (waiting >= MAX_WAITING) {
            return new Submission.TooMany(waiting);
        }
        long now = runner.now(sql);
        String id = JobId.at(now);
        table.insert(sql, id, kind, namespace, parameters, authority.author(), now);
        audit.record(
                sql,
                authority.author(),
                AuditEvent.of("job.submit", namespace, kind.name())
                        .with("job", id)
                        .with(new TreeMap<>(parameters)));
        return new Submission.Accepted(table.find(sql, id).orElseThrow().job());
    }

    public Optional<Job> find(String id) {
        return database.read(sql -> table.find(sql, id)).map(JobTable.Found::job);
    }

    /// The newest first.
    ///
    /// @param after the id of the last one that was shown; empty text: from the newest on
    public List<Job> list(JobFilter filter, String after, int limit) {
        return database.read(sql -> table.list(sql, filter, after.isEmpty() ? NEWEST : after, limit));
    }

    /// Asks a job to stop. One that waits ends at once, one that runs at its next step; it does nothing to one that has
    /// ended.
    public Cancellation cancel(String id, Authority authority) {
        Cancellation cancellation = database.write(sql -> {
            authority.exercise(sql);
            Optional<Job> found = table.find(sql, id).map(JobTable.Found::job);
            if (found.isEmpty()) {
                return new Cancellation.Unknown();
            }
            Job job = found.get();
            if (job.state().ended() || !job.cancelledBy().isEmpty()) {
                return job.state().ended() ? new Cancellation.Ended(job) : new Cancellation.Asked(job);
            }
            table.cancel(sql, id, authority.author().name(), runner.now(sql));
            audit.record(
                    sql,
                    authority.author(),
                    AuditEvent.of("job.cancel", job.namespace(), job.kind()).with("job", id));
            return new Cancellation.Asked(table.find(sql, id).orElseThrow().job());
        });
        if (cancellation instanceof Cancellation.Asked) {
            runner.cancel(id);
        }
        return cancellation;
    }

    /// The job once it has ended, or as it is after that time; empty when there is none.
    public Optional<Job> await(String id, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            long seen = runner.changes();
            Optional<Job> found = find(id);
            long left = deadline - System.nanoTime();
            if (found.isEmpty()
                    || found.get().state().ended()
                    || left <= 0
                    || !waiting
                    || !runner.pause(seen, Math.min(left, LOOK_EVERY.toNanos()))) {
                return found;
            }
        }
    }

    /// Answers at once whoever waits for a job, from now on.
    public void stopWaiting() {
        waiting = false;
        runner.signal();
    }

    /// Starts nothing more; jobs under way stop where they are and go on with the next start.
    @Override
    public void close() {
        runner.close(patience);
    }
}
