package dev.entrepot.content;

import dev.entrepot.database.ConstraintViolation;
import dev.entrepot.database.Database;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/// How long one stage of a collection goes on: over all that is due, or over so much that a second is enough.
///
/// @param limit rows
/// @param goOn asked before each batch
/// @param removed is told how many files are gone
record Round(long limit, BooleanSupplier goOn, LongConsumer removed) {
    /// Rows per transaction: it holds SQLite's only writer, and meets pushes on PostgreSQL.
    static final int BATCH = 32;

    private static final int ATTEMPTS = 3;

    /// Rows that are due.
    interface Source<T> {
        List<T> due(int limit);
    }

    /// What one transaction does with some of them; returns how many it took away. It has seen to it that none of
    /// them is due again.
    interface Batch<T> {
        int run(List<T> due);
    }

    /// Takes batch after batch; returns how many rows were taken away.
    <T> long over(Source<T> source, Batch<T> batch) {
        long taken = 0;
        long seen = 0;
        while (seen < limit && goOn.getAsBoolean()) {
            List<T> due = source.due(BATCH);
            if (due.isEmpty()) {
                break;
            }
            taken += batch.run(due);
            seen += due.size();
        }
        return taken;
    }

    /// A transaction that met a push on a foreign key: it sees that push when it runs again.
    static <T> T write(Database database, Database.Work<T> work) {
        for (int attempt = 1; true; attempt++) {
            try {
                return database.write(work);
            } catch (ConstraintViolation met) {
                if (attempt == ATTEMPTS) {
                    throw met;
                }
            }
        }
    }
}
