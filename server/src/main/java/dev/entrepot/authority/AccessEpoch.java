package dev.entrepot.authority;

import dev.entrepot.database.Database;
import dev.entrepot.database.DatabaseException;
import dev.entrepot.database.Sql;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// A number that every change of rights raises, in the database within the change's transaction and in memory before
/// the change is answered. What was decided or remembered under an older number holds no longer.
///
/// What fills a memory reads {@link #known} first and the rows afterwards.
public final class AccessEpoch {
    /// A change takes milliseconds; who waits this long waits for a database that does not answer.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// How old the news from other nodes may be at most.
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final Database database;
    private final LongSupplier nanoTime;
    private final boolean shared;
    private final AtomicLong known = new AtomicLong();
    private volatile long followedAtNanos;

    /// All changes raise the same row: two at once on PostgreSQL would only make each other run again. SQLite's one
    /// writer orders them anyway, and lets those that wait share a commit.
    private final ReentrantLock turn = new ReentrantLock();

    public AccessEpoch(Database database) {
        this(database, System::nanoTime);
    }

    /// @param nanoTime as `System.nanoTime`
    public AccessEpoch(Database database, LongSupplier nanoTime) {
        this.database = database;
        this.nanoTime = nanoTime;
        this.shared = !database.engine().equals("sqlite");
        follow();
    }

    /// Whether other nodes may change rights too, so that somebody must call {@link #follow}.
    public boolean shared() {
        return shared;
    }

    /// Whether what is remembered under {@link #known} may be used: not when this node has not heard of the others for
    /// a second. Never blocks.
    public boolean fresh() {
        return !shared || nanoTime.getAsLong() - followedAtNanos < FRESH_NANOS;
    }

    /// The newest number that this node has seen. Never blocks.
    public long known() {
        return known.get();
    }

    /// The number as the transaction of `sql` sees it.
    public long current(Sql sql) {
        return sql.first("SELECT epoch FROM access_epoch WHERE id = 1", row -> row.number(1))
                .orElseThrow();
    }

    /// Runs a change of rights as one transaction; when it returns, this node decides by the new rights. The work may
    /// run more than once.
    public <T> T change(Database.Work<T> work) {
        return changeWhen(result -> true, work);
    }

    /// The same for work that may find nothing to change: rights changed when `changed` says so of its result. What
    /// else it wrote is committed in either case.
    public <T> T changeWhen(Predicate<? super T> changed, Database.Work<T> work) {
        Database.Work<Changed<T>> raising = sql -> {
            T result = work.run(sql);
            return new Changed<>(result, changed.test(result) ? raise(sql) : 0);
        };
        Changed<T> outcome = shared ? writeInTurn(raising) : database.write(raising);
        known.accumulateAndGet(outcome.epoch, Math::max);
        return outcome.result;
    }

    private <T> T writeInTurn(Database.Work<T> work) {
        try {
            if (!turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DatabaseException("other changes of rights did not end within " + PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseException("interrupted while other changes of rights went first", e);
        }
        try {
            return database.write(work);
        } finally {
            turn.unlock();
        }
    }

    private static long raise(Sql sql) {
        return sql.first("UPDATE access_epoch SET epoch = epoch + 1 WHERE id = 1 RETURNING epoch", row -> row.number(1))
                .orElseThrow();
    }

    /// Catches up with changes that other nodes made. To be called several times a second where others may.
    public void follow() {
        long before = nanoTime.getAsLong();
        known.accumulateAndGet(database.read(this::current), Math::max);
        followedAtNanos = before;
    }

    private record Changed<T>(T result, long epoch) {}
}
