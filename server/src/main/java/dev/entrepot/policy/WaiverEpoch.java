package dev.entrepot.policy;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.util.concurrent.atomic.AtomicLong;

/// Table `waiver_epoch`: a number that every change of exemptions and VEX documents raises, in its transaction. What
/// was
/// derived under an older one is to be derived again.
final class WaiverEpoch {
    private final Database database;
    private final AtomicLong known = new AtomicLong();

    WaiverEpoch(Database database) {
        this.database = database;
        follow();
    }

    /// The newest that this node has seen. Never blocks.
    long known() {
        return known.get();
    }

    /// Raises it, in the transaction of a change, and tells what it is then.
    long raise(Sql sql) {
        return sql.first("UPDATE waiver_epoch SET epoch = epoch + 1 WHERE id = 1 RETURNING epoch", row -> row.number(1))
                .orElseThrow();
    }

    /// A change of this node is committed.
    void reached(long epoch) {
        known.accumulateAndGet(epoch, Math::max);
    }

    /// Looks what others changed.
    void follow() {
        reached(database.read(sql -> sql.first("SELECT epoch FROM waiver_epoch WHERE id = 1", row -> row.number(1))
                .orElseThrow()));
    }
}
