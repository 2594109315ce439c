package dev.entrepot.database;

/// Transactions on the metadata: SQLite on one node, PostgreSQL on many, with the same SQL text.
///
/// Blocking; called from virtual threads. Both methods throw {@link DatabaseException} (answered 5xx) when the
/// database cannot answer, {@link dev.entrepot.health.StorageFullException} when it is full, and pass on whatever
/// the work itself throws after rolling it back.
public interface Database extends AutoCloseable {
    /// Runs `work` on one consistent snapshot. Never waits for writers.
    <T> T read(Work<T> work);

    /// Runs `work` as one transaction that is durable when this returns. The work may run more than once, so it has
    /// no side effects but its SQL. On SQLite it shares its commit (one fsync) with other writers: a result, and
    /// also an exception thrown by the work, is handed back only after that commit. On PostgreSQL it is
    /// SERIALIZABLE and runs again whole on 40001, 40P01 and 53200: at least 5 times, and for 2 seconds at least.
    <T> T write(Work<T> work);

    /// `sqlite` or `postgresql`.
    String engine();

    @Override
    void close();

    /// What is done inside one transaction.
    @FunctionalInterface
    interface Work<T> {
        T run(Sql sql);
    }
}
