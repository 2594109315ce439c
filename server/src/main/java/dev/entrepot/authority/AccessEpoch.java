package dev.entrepot.authority;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// A number that every change of rights raises, in the database within the change's transaction and in memory before
/// the change is answered. What was decided or remembered under an older number holds no longer.
///
/// What fills a memory reads {@link #known} first and the rows afterwards.
public final class AccessEpoch {
    private final Database database;
    private final AtomicLong known = new AtomicLong();

    public AccessEpoch(Database database) {
        this.database = database;
        follow();
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
        Changed<T> outcome = database.write(sql -> {
            T result = work.run(sql);
            return new Changed<>(result, changed.test(result) ? raise(sql) : 0);
        });
        known.accumulateAndGet(outcome.epoch, Math::max);
        return outcome.result;
    }

    private static long raise(Sql sql) {
        return sql.first("UPDATE access_epoch SET epoch = epoch + 1 WHERE id = 1 RETURNING epoch", row -> row.number(1))
                .orElseThrow();
    }

    /// Catches up with changes that other nodes made.
    public void follow() {
        known.accumulateAndGet(database.read(this::current), Math::max);
    }

    private record Changed<T>(T result, long epoch) {}
}
