package dev.entrepot.database;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Commits and checkpoints as they are, until a test asks for something else.
final class ScriptedSteps extends DurableSteps {
    /// What a test makes of one step.
    interface Step {
        void run(SqliteConnection connection) throws SQLException;
    }

    private final AtomicReference<Step> commit = new AtomicReference<>(super::commit);
    private final AtomicReference<Step> beforeCheckpoint = new AtomicReference<>(connection -> {});
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicInteger checkpoints = new AtomicInteger();

    void onCommit(Step step) {
        commit.set(step);
    }

    void commitAsUsual() {
        commit.set(super::commit);
    }

    void beforeCheckpoint(Step step) {
        beforeCheckpoint.set(step);
    }

    int commits() {
        return commits.get();
    }

    int checkpoints() {
        return checkpoints.get();
    }

    static SQLiteException failure(SQLiteErrorCode code) {
        return new SQLiteException("scripted " + code, code);
    }

    @Override
    void commit(SqliteConnection connection) throws SQLException {
        commits.incrementAndGet();
        commit.get().run(connection);
    }

    @Override
    SqliteConnection.Wal checkpoint(SqliteConnection connection, String mode) throws SQLException {
        checkpoints.incrementAndGet();
        beforeCheckpoint.get().run(connection);
        return super.checkpoint(connection, mode);
    }
}
