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
        return config.url()
                .<Database>map(
                        url -> new PostgresDatabase(PostgresUrl.parse(url), config.connections(), health, metrics))
                .orElseGet(() -> new SqliteDatabase(data, config.connections(), health, metrics));
    }
}
