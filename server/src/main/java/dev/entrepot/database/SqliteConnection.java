package dev.entrepot.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.sqlite.SQLiteDataSource;

/// One connection to the SQLite file, used by one thread at a time, with its prepared statements.
final class SqliteConnection implements Statements, AutoCloseable {
    /// Enough for every statement of the program; a bound all the same.
    private static final int STATEMENTS = 256;

    /// A WAL that grew beyond it is cut to it when it starts over.
    private static final long WAL_FILE_BYTES = 16 << 20;

    private static final Duration BUSY = Duration.ofSeconds(5);

    /// What the WAL holds, in frames (one page each).
    record Wal(boolean busy, long frames, long copied) {
        long outstanding() {
            return frames - copied;
        }
    }

    private final Connection connection;
    private final LinkedHashMap<String, PreparedStatement> idle = new LinkedHashMap<>(64, 0.75f, true);

    private SqliteConnection(Connection connection) {
        this.connection = connection;
    }

    /// A connection that may write.
    static SqliteConnection writing(Path file) throws SQLException {
        return new SqliteConnection(open(
                file,
                "PRAGMA journal_mode=WAL",
                "PRAGMA foreign_keys=ON",
                "PRAGMA cache_size=-16384",
                "PRAGMA journal_size_limit=" + WAL_FILE_BYTES));
    }

    /// A connection that SQLite itself keeps from writing.
    static SqliteConnection reading(Path file) throws SQLException {
        return new SqliteConnection(open(file, "PRAGMA cache_size=-2048", "PRAGMA query_only=ON"));
    }

    private static Connection open(Path file, String... pragmas) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        Connection connection = source.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout=" + BUSY.toMillis());
            for (String pragma : pragmas) {
                statement.execute(pragma);
            }
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("PRAGMA wal_autocheckpoint=0");
            statement.execute("PRAGMA temp_store=MEMORY");
            // Without JDBC's autocommit the driver adds nothing of its own to a statement. The transaction that it
            // opens here is ended: from now on BEGIN and COMMIT are ours.
            connection.setAutoCommit(false);
            statement.execute("COMMIT");
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public PreparedStatement take(String text) throws SQLException {
        PreparedStatement prepared = idle.remove(text);
        return prepared == null ? connection.prepareStatement(text) : prepared;
    }

    @Override
    public void giveBack(String text, PreparedStatement statement) throws SQLException {
        statement.clearParameters();
        statement.clearBatch();
        PreparedStatement twin = idle.put(text, statement);
        if (twin != null) {
            twin.close();
        }
        if (idle.size() > STATEMENTS) {
            idle.pollFirstEntry().getValue().close();
        }
    }

    /// Runs a statement without parameters or results: BEGIN, COMMIT and their like.
    void execute(String text) throws SQLException {
        PreparedStatement prepared = take(text);
        boolean reusable = false;
        try {
            prepared.executeUpdate();
            reusable = true;
        } finally {
            if (reusable) {
                giveBack(text, prepared);
            } else {
                prepared.close();
            }
        }
    }

    /// Ends the open transaction, if SQLite has not done so itself (after SQLITE_FULL and its like it may have).
    void rollback() throws SQLException {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            if (SqlErrors.meaning(e) != SqlErrors.Meaning.SOUND) {
                throw e;
            }
        }
    }

    /// Copies what the WAL holds into the database file; `mode` is one of SQLite's checkpoint modes, `NOOP` only looks.
    Wal checkpoint(String mode) throws SQLException {
        String text = "PRAGMA wal_checkpoint(" + mode + ")";
        PreparedStatement prepared = take(text);
        boolean reusable = false;
        try (ResultSet results = prepared.executeQuery()) {
            results.next();
            Wal wal = new Wal(results.getInt(1) != 0, results.getLong(2), results.getLong(3));
            reusable = true;
            return wal;
        } finally {
            if (reusable) {
                giveBack(text, prepared);
            } else {
                prepared.close();
            }
        }
    }

    /// How long this connection waits for a lock.
    void waitForLocks(Duration limit) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout=" + limit.toMillis());
        }
    }

    void waitForLocks() throws SQLException {
        waitForLocks(BUSY);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
