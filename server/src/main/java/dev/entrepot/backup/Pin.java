package dev.entrepot.backup;

import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/// Keeps the collector from removing bytes of blobs while they are copied: a row of table `backup`, renewed
/// while it is open. The collector itself allows for transactions that were under way when the row was
/// committed.
final class Pin implements AutoCloseable {
    private static final long RENEW_NANOS = Duration.ofSeconds(5).toNanos();

    /// Rows that were not seen for so long pin nothing, whatever they say.
    private static final Duration FORGET = Duration.ofDays(7);

    private final Database database;
    private final DatabaseClock clock;
    private final BackupTable table = new BackupTable();
    private final String id;
    private long renewedNanos = System.nanoTime();

    private Pin(Database database, DatabaseClock clock, String id) {
        this.database = database;
        this.clock = clock;
        this.id = id;
    }

    /// Committed when this returns, with whatever `also` writes.
    static Pin set(Database database, DatabaseClock clock, String id, Database.Work<?> also) {
        Pin pin = new Pin(database, clock, id);
        database.write(sql -> {
            also.run(sql);
            long now = clock.now(sql);
            pin.table.forgetSeenBefore(sql, now - micros(FORGET));
            pin.table.begin(sql, id, now);
            return pin;
        });
        return pin;
    }

    /// To be called often: writes every few seconds.
    void renew() {
        long now = System.nanoTime();
        if (now - renewedNanos > RENEW_NANOS) {
            renewedNanos = now;
            database.write(this::seen);
        }
    }

    private String seen(Sql sql) {
        table.seen(sql, id, clock.now(sql));
        return id;
    }

    @Override
    public void close() {
        database.write(sql -> {
            table.end(sql, id, clock.now(sql));
            return id;
        });
    }

    private static long micros(Duration duration) {
        return ChronoUnit.MICROS.between(java.time.Instant.EPOCH, java.time.Instant.EPOCH.plus(duration));
    }
}
