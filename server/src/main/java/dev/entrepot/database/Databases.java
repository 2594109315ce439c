package dev.entrepot.database;

import dev.entrepot.health.NodeHealth;
import dev.entrepot.telemetry.Metrics;
import java.nio.file.Path;

/// Chooses the engine.
public final class Databases {
    private Databases() {}

    /// Opens the database that `config` names, else SQLite in the folder `data`, and brings its schema up to date.
    ///
    /// @throws DatabaseException when it cannot be reached, or is not set up to keep what it acknowledges
    public static Database open(DatabaseConfig config, Path data, NodeHealth health, Metrics metrics) {
        return at(schemaVersion(), config, data, health, metrics);
    }

    /// The same, with a new database left at an older version of the schema: to be filled with rows of that
    /// version, and opened again. A database that is past it stays as it is.
    public static Database at(int version, DatabaseConfig config, Path data, NodeHealth health, Metrics metrics) {
        return config.url()
                .<Database>map(url ->
                        new PostgresDatabase(PostgresUrl.parse(url), config.connections(), health, metrics, version))
                .orElseGet(() ->
                        new SqliteDatabase(data, config.connections(), health, metrics, new DurableSteps(), version));
    }

    /// The version of the schema that this program works with: each change of the tables raises it by one.
    public static int schemaVersion() {
        return Schema.NEWEST;
    }
}
