package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// The clock that decides leases, delays and ages, in microseconds since 1970: on PostgreSQL the database's, so
/// that nodes whose clocks differ agree; on SQLite this machine's.
public final class DatabaseClock {
    private static final String POSTGRESQL_NOW =
            "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";

    private final boolean shared;
    private final InstantSource local;

    public DatabaseClock(Database database, InstantSource local) {
        this.shared = database.engine().equals("postgresql");
        this.local = local;
    }

    /// Now, as the transaction of `sql` must see it.
    public long now(Sql sql) {
        if (!shared) {
            return now();
        }
        return sql.first(POSTGRESQL_NOW, row -> row.number(1)).orElseThrow();
    }

    /// Now on this machine: good enough to decide whether something is worth a look, never to decide it.
    long now() {
        return ChronoUnit.MICROS.between(java.time.Instant.EPOCH, local.instant());
    }
}
