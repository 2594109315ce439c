package dev.entrepot.access;

import dev.entrepot.database.Database;
import dev.entrepot.database.DatabaseConfig;
import dev.entrepot.database.Databases;
import dev.entrepot.health.NodeHealth;
import dev.entrepot.telemetry.Metrics;
import java.nio.file.Path;
import java.util.Optional;

/// A whole access control over a test's database, in a time of its own. The account `admin` has the password
/// `sesame`.
record TestControl(AccessControl control, MovableTime time) implements AutoCloseable {
    static final String ADMIN = TestRequest.basic("admin:sesame");

    /// For tests that are not about the database.
    static Database sqlite(Path folder) {
        return Databases.open(DatabaseConfig.DEFAULT, folder, new NodeHealth(), new Metrics());
    }

    static TestControl start(AccessConfig config, Path folder, Database database) {
        return start(config, folder, database, new MovableTime());
    }

    static TestControl start(AccessConfig config, Path folder, Database database, MovableTime time) {
        AccessControl.Home home = new AccessControl.Home(folder, Optional.empty(), Optional.of(new Secret("sesame")));
        return new TestControl(new AccessControl(config, home, database, time, time), time);
    }

    @Override
    public void close() {
        control.close();
    }
}
