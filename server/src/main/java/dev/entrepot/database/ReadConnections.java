package dev.entrepot.database;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A bounded number of SQLite connections that only read, opened as they are needed. The one used last is used next:
/// its cache is warm.
final class ReadConnections implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path file;
    private final int connections;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<SqliteConnection> idle = new ConcurrentLinkedDeque<>();

    ReadConnections(Path file, int connections) {
        this.file = file;
        this.connections = connections;
        this.free = new Semaphore(connections);
    }

    <T> T read(Database.Work<T> work) {
        awaitFree();
        try {
            return readOn(idle.pollFirst(), work);
        } catch (SQLException e) {
            throw SqlErrors.translate("read", e);
        } finally {
            free.release();
        }
    }

    private void awaitFree() {
        try {
            if (!free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DatabaseException("too many reads wait for the database");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseException("interrupted while waiting for the database", e);
        }
    }

    private <T> T readOn(@Nullable SqliteConnection pooled, Database.Work<T> work) throws SQLException {
        SqliteConnection connection = pooled == null ? SqliteConnection.reading(file) : pooled;
        boolean reusable = false;
        try {
            // Without it two statements could see two states.
            connection.execute("BEGIN");
            Sql sql = new Sql(connection);
            try {
                return work.run(sql);
            } finally {
                connection.execute("COMMIT");
                reusable = sql.failure() == null;
            }
        } finally {
            if (reusable) {
                idle.addFirst(connection);
            } else {
                connection.close();
            }
        }
    }

    /// Waits for the reads under way, then closes all.
    @Override
    public void close() {
        try {
            if (!free.tryAcquire(connections, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            for (SqliteConnection connection = idle.poll(); connection != null; connection = idle.poll()) {
                connection.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new DatabaseException("closing the database", e);
        }
    }
}
