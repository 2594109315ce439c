package dev.entrepot.database;

import dev.entrepot.health.NodeHealth;
import dev.entrepot.telemetry.Metrics;
import java.nio.file.Path;

/// An open database of one test, and what it takes to open it once more: a second node on PostgreSQL, a restart
/// (after closing this one) on SQLite.
public record TestDatabase(DatabaseConfig config, Path data, NodeHealth health, Database database)
        implements AutoCloseable {
    static TestDatabase open(DatabaseConfig config, Path data) {
        NodeHealth health = new NodeHealth();
        return new TestDatabase(config, data, health, Databases.open(config, data, health, new Metrics()));
    }

    /// Opens the same data again, with a health of its own.
    public TestDatabase again() {
        return open(config, data);
    }

    @Override
    public void close() {
        database.close();
    }
}
