package dev.entrepot.content;

import dev.entrepot.database.ConstraintViolation;
import dev.entrepot.database.Database;

/// Transactions that take rows away while pushes may begin to name them.
///
/// Serializable transactions that met so run again by themselves. On PostgreSQL a foreign key may meet the push first:
/// its check sees rows that the transaction itself does not. Such a transaction looks again, too.
final class Again {
    private static final int TRIES = 5;

    private Again() {}

    static <T> T write(Database database, Database.Work<T> work) {
        for (int left = TRIES; true; left--) {
            try {
                return database.write(work);
            } catch (ConstraintViolation met) {
                if (met.kind() != ConstraintViolation.Kind.FOREIGN_KEY || left == 1) {
                    throw met;
                }
            }
        }
    }
}
