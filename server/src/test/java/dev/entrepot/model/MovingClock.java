package dev.entrepot.model;

import dev.entrepot.content.SteadyClock;
import dev.entrepot.database.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Time that the test moves: this machine's on SQLite; on PostgreSQL `clock_timestamp()` of the test's own database, of
/// which a schema before PostgreSQL's own says how late it is. Whatever nobody sets passes along.
final class MovingClock implements InstantSource, SteadyClock {
    private final boolean shared;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private MovingClock(boolean shared) {
        this.shared = shared;
    }

    /// @param database whose connections are opened afterwards, where it is PostgreSQL
    static MovingClock of(Database database) {
        boolean shared = database.engine().equals("postgresql");
        if (shared) {
            database.write(sql -> {
                sql.update("CREATE SCHEMA moved");
                sql.update("CREATE TABLE moved.moment (at TIMESTAMPTZ NOT NULL)");
                sql.update("INSERT INTO moved.moment (at) VALUES (TIMESTAMPTZ '2026-01-01T00:00:00Z')");
                sql.update("""
                        CREATE FUNCTION moved.clock_timestamp() RETURNS TIMESTAMPTZ LANGUAGE sql VOLATILE
                        AS 'SELECT at FROM moved.moment'
                        """);
                return sql.update("""
                        DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = moved, public, pg_catalog',
                          current_database()); END $$
                        """);
            });
        }
        return new MovingClock(shared);
    }

    void advance(Database database, Duration time) {
        now = now.plus(time);
        if (shared) {
            database.write(sql -> sql.update(
                    "UPDATE moved.moment SET at = at + CAST(? AS BIGINT) * INTERVAL '1 microsecond'",
                    time.toNanos() / 1000));
        }
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public long micros() {
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }

    @Override
    public String origin() {
        return "test";
    }

    @Override
    public void rest(Duration time) {
        now = now.plus(time);
    }
}
