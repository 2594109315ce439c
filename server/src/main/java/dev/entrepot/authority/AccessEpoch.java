package dev.entrepot.authority;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.util.concurrent.atomic.AtomicLong;

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
        Changed<T> changed = database.write(sql -> {
            T result = work.run(sql);
            long raised = sql.first(
                            "UPDATE access_epoch SET epoch = epoch + 1 WHERE id = 1 RETURNING epoch",
                            row -> row.number(1))
                    .orElseThrow();
            return new Changed<>(result, raised);
        });
        known.accumulateAndGet(changed.epoch, Math::max);
        return changed.result;
    }

    /// Catches up with changes that other nodes made.
    public void follow() {
        known.accumulateAndGet(database.read(this::current), Math::max);
    }

    private record Changed<T>(T result, long epoch) {}
}
