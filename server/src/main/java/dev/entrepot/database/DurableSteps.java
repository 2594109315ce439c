package dev.entrepot.database;

import java.sql.SQLException;

/// The two steps that make data durable in SQLite and whose failure is final. Tests replace them to make them fail.
class DurableSteps {
    /// Makes the open transaction durable.
    void commit(SqliteConnection connection) throws SQLException {
        connection.execute("COMMIT");
    }

    /// Copies the WAL into the database file.
    SqliteConnection.Wal checkpoint(SqliteConnection connection, String mode) throws SQLException {
        return connection.checkpoint(mode);
    }
}
