package dev.entrepot.database;

import dev.entrepot.health.NodeHealth;
import dev.entrepot.health.WritesRefusedException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// The one thread that writes to SQLite. What waits for it becomes one group with one commit:
///
/// ```
/// BEGIN IMMEDIATE
///   SAVEPOINT, work of the first member, RELEASE      (or ROLLBACK TO: its work threw)
///   SAVEPOINT, work of the second member, RELEASE
///   ...
/// COMMIT                                              one fsync; only now is anybody answered
/// ```
///
/// | what fails                                    | the group    | its members                                      |
/// |-----------------------------------------------|--------------|--------------------------------------------------|
/// | a constraint, or the work itself              | goes on      | that one gets its exception, after the commit    |
/// | a statement or COMMIT, database full or sound | rolled back  | run again one by one; who fails alone is refused |
/// | anything else                                 | rolled back  | all fail; this node writes no more               |
final class GroupWriter implements AutoCloseable {
    /// Bounds the time until the first member of a group is answered.
    private static final int LARGEST_GROUP = 256;

    /// Callers beyond these wait outside for a place.
    private static final int QUEUE = 4096;

    /// Longer than any group takes; who waited longer is told that the database is too slow.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String MEMBER = "member";

    private final BlockingQueue<GroupMember<?>> waiting = new ArrayBlockingQueue<>(QUEUE);
    private final GroupMember<?> last = new GroupMember<>(sql -> "");
    private final SqliteConnection connection;
    private final DurableSteps steps;
    private final NodeHealth health;
    private final WriterMeters meters;
    private final Checkpointer checkpointer;
    private final Thread thread;
    private volatile boolean closed;

    GroupWriter(
            SqliteConnection connection,
            DurableSteps steps,
            NodeHealth health,
            WriterMeters meters,
            Checkpointer checkpointer) {
        this.connection = connection;
        this.steps = steps;
        this.health = health;
        this.meters = meters;
        this.checkpointer = checkpointer;
        this.thread = Thread.ofPlatform().name("database-writer").daemon().unstarted(this::serve);
        meters.watchQueue(waiting);
    }

    void start() {
        thread.start();
    }

    <T> T write(Database.Work<T> work) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("a transaction inside a transaction");
        }
        health.requireWritable();
        GroupMember<T> member = new GroupMember<>(work);
        enqueue(member);
        return member.join();
    }

    /// How many wait for the thread, the group it works on aside.
    int waiting() {
        return waiting.size();
    }

    private void enqueue(GroupMember<?> member) {
        try {
            if (!waiting.offer(member, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DatabaseException("too many writes wait for the database");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseException("interrupted while waiting for the database", e);
        }
        if (closed) {
            failWaiting();
        }
    }

    private void serve() {
        List<GroupMember<?>> group = new ArrayList<>(LARGEST_GROUP);
        while (!closed) {
            takeGroup(group);
            try {
                writeTogether(group);
                checkpointer.afterGroup(connection);
            } catch (Throwable e) {
                // A bug or no memory: what the group did is unknown, so nobody may build on it.
                health.refuseWrites("the database writer failed: " + e);
                failAll(group, e);
            }
        }
        failWaiting();
    }

    private void takeGroup(List<GroupMember<?>> group) {
        group.clear();
        try {
            group.add(waiting.take());
        } catch (InterruptedException e) {
            closed = true;
            return;
        }
        waiting.drainTo(group, LARGEST_GROUP - 1);
        if (group.remove(last)) {
            closed = true;
        }
    }

    private void writeTogether(List<GroupMember<?>> group) {
        if (health.writesRefusedBecause().isPresent()) {
            failRefused(group);
            return;
        }
        if (group.isEmpty() || !begin(group)) {
            return;
        }
        try {
            if (group.size() == 1) {
                runAlone(group.getFirst());
            } else {
                runInSavepoints(group);
                commit(group.size());
            }
        } catch (SQLException e) {
            afterFailure(group, e);
            return;
        }
        group.forEach(GroupMember::answer);
    }

    /// Without a transaction there is nothing to roll back and nothing that a member could do better alone.
    private boolean begin(List<GroupMember<?>> group) {
        try {
            connection.execute("BEGIN IMMEDIATE");
            return true;
        } catch (SQLException e) {
            if (SqlErrors.meaning(e) == SqlErrors.Meaning.UNSOUND) {
                health.refuseWrites("the database failed: " + e.getMessage());
            }
            group.forEach(member -> member.fail(SqlErrors.translate("BEGIN", e)));
            return false;
        }
    }

    private void runAlone(GroupMember<?> member) throws SQLException {
        if (member.run(connection)) {
            commit(1);
        } else {
            connection.rollback();
        }
    }

    private void runInSavepoints(List<GroupMember<?>> group) throws SQLException {
        for (GroupMember<?> member : group) {
            connection.execute("SAVEPOINT " + MEMBER);
            if (!member.run(connection)) {
                connection.execute("ROLLBACK TO " + MEMBER);
            }
            connection.execute("RELEASE " + MEMBER);
        }
    }

    private void commit(int members) throws SQLException {
        long start = System.nanoTime();
        try {
            steps.commit(connection);
        } catch (SQLException e) {
            throw SqlErrors.meaning(e) == SqlErrors.Meaning.FULL ? e : new CommitFailed(e);
        }
        meters.committed(members, System.nanoTime() - start);
    }

    /// A failure of COMMIT after which nobody knows what is durable.
    private static final class CommitFailed extends SQLException {
        CommitFailed(SQLException cause) {
            super("COMMIT failed: " + cause.getMessage(), cause);
        }
    }

    private void afterFailure(List<GroupMember<?>> group, SQLException error) {
        boolean sound = !(error instanceof CommitFailed) && SqlErrors.meaning(error) != SqlErrors.Meaning.UNSOUND;
        if (!sound) {
            health.refuseWrites("the database failed: " + error.getMessage());
        }
        try {
            connection.rollback();
        } catch (SQLException e) {
            error.addSuppressed(e);
            health.refuseWrites("the database could not roll back: " + e.getMessage());
            sound = false;
        }
        if (!sound) {
            failAll(group, error);
        } else if (group.size() == 1) {
            group.getFirst().fail(SqlErrors.translate("write", error));
        } else {
            group.forEach(member -> writeTogether(List.of(member)));
        }
    }

    private static void failAll(List<GroupMember<?>> group, Throwable cause) {
        group.forEach(member -> member.fail(new DatabaseException("the outcome of this write is unknown", cause)));
    }

    private void failRefused(List<GroupMember<?>> group) {
        String reason = health.writesRefusedBecause().orElse("");
        group.forEach(member -> member.fail(new WritesRefusedException(reason)));
    }

    private void failWaiting() {
        for (GroupMember<?> member = waiting.poll(); member != null; member = waiting.poll()) {
            member.fail(new DatabaseException("the database is closed"));
        }
    }

    /// Writes what waits, then ends the thread. Writes that come later fail.
    @Override
    public void close() {
        try {
            if (waiting.offer(last, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
