package dev.entrepot.events;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Where events are written down and read. An event stands in the transaction of what it tells of: both happen or
/// neither.
///
/// Ids sort by the time at which an event was written, not by that of its commit: whoever follows with {@link #after}
/// goes back by {@link #SETTLED} so as to miss none.
public final class Outbox {
    /// What is older than this is committed, or never will be.
    public static final Duration SETTLED = Duration.ofMinutes(1);

    /// Events of one page.
    public static final int MOST = 1_000;

    private static final int FORGOTTEN_AT_ONCE = 1_000;

    /// Behind every id.
    private static final String NEWEST = "~";

    private final Database database;
    private final InstantSource clock;
    private final Duration keep;
    private final EventTable table = new EventTable();

    /// @param keep events are kept this long
    public Outbox(Database database, InstantSource clock, Duration keep) {
        this.database = database;
        this.clock = clock;
        this.keep = keep;
    }

    /// Writes events down, in the transaction of `sql`.
    public void record(Sql sql, List<Event> events) {
        table.insert(sql, events, micros(clock.instant()));
    }

    /// The same for one.
    public void record(Sql sql, Event event) {
        record(sql, List.of(event));
    }

    /// The newest first.
    ///
    /// @param before the id of the last one that was shown; empty text: from the newest on
    /// @param limit at most {@link #MOST}
    public List<StoredEvent> before(EventFilter filter, String before, int limit) {
        String id = before.isEmpty() ? NEWEST : before;
        return database.read(sql -> table.before(sql, filter, id, Math.min(limit, MOST)));
    }

    /// The oldest first.
    ///
    /// @param after the id of the last one that was seen; empty text: from the oldest on
    /// @param limit at most {@link #MOST}
    public List<StoredEvent> after(EventFilter filter, String after, int limit) {
        return database.read(sql -> table.after(sql, filter, after, Math.min(limit, MOST)));
    }

    /// Forgets what is older than it need be kept; returns how many.
    public int sweep() {
        long oldest = micros(clock.instant().minus(keep));
        int forgotten = 0;
        while (true) {
            int batch = database.write(sql -> table.forget(sql, oldest, FORGOTTEN_AT_ONCE));
            forgotten += batch;
            if (batch < FORGOTTEN_AT_ONCE) {
                return forgotten;
            }
        }
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
