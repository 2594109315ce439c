package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches the clock that decides leases, delays and trash, beside one that nobody sets. When they part by more than
/// a minute, somebody set the clock: nothing is over for the time of one lease, so that whoever works can renew.
///
/// ```
///   trusted --(stepped)--> paused, and kept in `registry_fact` --(one lease later)--> trusted
/// ```
///
/// What the two clocks said is kept too, so that a step while no process ran is seen, until the machine starts again.
final class ClockWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

    /// Clocks that are corrected as they go never part by so much at once.
    private static final long TOLERANCE = micros(Duration.ofMinutes(1));
    /// What is kept of the two clocks follows their drift in steps of this size.
    private static final long KEPT_WITHIN = micros(Duration.ofSeconds(10));
    /// Origins that were not heard of for so long are forgotten.
    private static final long ORIGINS_KEPT = micros(Duration.ofDays(30));

    private static final String PAUSED_UNTIL = "garbage.paused-until";
    private static final String CLOCK = "garbage.clock.";
    private static final String AFTER_CLOCK = "garbage.clock/";

    private final Database database;
    private final DatabaseClock clock;
    private final SteadyClock steady;
    private final long leaseMicros;
    private final FactTable facts = new FactTable();
    private final ReentrantLock stateLock = new ReentrantLock();
    private @Nullable Look last;
    private long pausedUntil;
    private boolean unsaved;
    private boolean loaded;

    /// What both clocks said: the steady one, before and after the other was asked.
    private record Look(long wall, long before, long after) {
        long offset() {
            return wall - before;
        }

        /// How far the wall clock went beside the steady one since `earlier`, beyond all that waiting explains.
        long stepSince(Look earlier) {
            long passed = wall - earlier.wall;
            long most = after - earlier.before;
            long least = before - earlier.after;
            return passed > most ? passed - most : Math.min(0, passed - least);
        }
    }

    ClockWatch(Database database, DatabaseClock clock, SteadyClock steady, Duration lease) {
        this.database = database;
        this.clock = clock;
        this.steady = steady;
        this.leaseMicros = micros(lease);
    }

    /// The time up to which things are over: now, and 0 (nothing is over) while the clock is not trusted. Asked in
    /// each transaction that takes something away because a time has come.
    long over(Sql sql) {
        long now = look(sql);
        return now < pausedUntil() ? 0 : now;
    }

    /// Looks at the clocks, and keeps what it saw and learns what other nodes saw. Called before each round.
    void look() {
        if (database.read(this::learn)) {
            saved(database.write(this::save));
        }
    }

    private void saved(long until) {
        stateLock.lock();
        try {
            unsaved = unsaved && pausedUntil != until;
        } finally {
            stateLock.unlock();
        }
    }

    /// Until when nothing is over; empty while the clock is trusted.
    Optional<Instant> paused() {
        stateLock.lock();
        try {
            Look seen = last;
            return seen != null && seen.wall < pausedUntil
                    ? Optional.of(Instant.EPOCH.plus(pausedUntil, ChronoUnit.MICROS))
                    : Optional.empty();
        } finally {
            stateLock.unlock();
        }
    }

    private long look(Sql sql) {
        long before = steady.micros();
        long wall = clock.now(sql);
        Look seen = new Look(wall, before, steady.micros());
        stateLock.lock();
        try {
            Look earlier = last;
            last = seen;
            if (earlier != null) {
                judge(seen, seen.stepSince(earlier));
            }
            return wall;
        } finally {
            stateLock.unlock();
        }
    }

    private void judge(Look seen, long step) {
        if (Math.abs(step) <= TOLERANCE) {
            return;
        }
        pausedUntil = seen.wall + leaseMicros;
        unsaved = true;
        LOG.warn(
                "event=clock_stepped seconds={} collection_paused_until={}",
                step / 1_000_000,
                Instant.EPOCH.plus(pausedUntil, ChronoUnit.MICROS));
    }

    /// True when there is something to save.
    private boolean learn(Sql sql) {
        look(sql);
        Optional<Long> kept = facts.find(sql, PAUSED_UNTIL).map(Long::parseLong);
        Optional<Long> offset = steady.origin().isEmpty()
                ? Optional.empty()
                : facts.find(sql, CLOCK + steady.origin())
                        .map(text -> Long.parseLong(text.substring(text.indexOf(' ') + 1)));
        stateLock.lock();
        try {
            Look seen = last();
            if (!unsaved) {
                // A clock that was years ahead when this was kept must not hold things for years.
                pausedUntil = Math.min(kept.orElse(0L), seen.wall + leaseMicros);
            }
            if (!loaded) {
                loaded = true;
                offset.ifPresent(then -> judge(seen, seen.offset() - then));
            }
            boolean drifted = !steady.origin().isEmpty()
                    && offset.filter(then -> Math.abs(seen.offset() - then) <= KEPT_WITHIN)
                            .isEmpty();
            return unsaved || drifted;
        } finally {
            stateLock.unlock();
        }
    }

    private long save(Sql sql) {
        look(sql);
        Look seen = last();
        long until = pausedUntil();
        facts.put(sql, PAUSED_UNTIL, Long.toString(until));
        if (!steady.origin().isEmpty()) {
            facts.put(sql, CLOCK + steady.origin(), seen.wall + " " + seen.offset());
            facts.forget(sql, CLOCK, AFTER_CLOCK, Long.toString(seen.wall - ORIGINS_KEPT));
        }
        return until;
    }

    private Look last() {
        stateLock.lock();
        try {
            return Objects.requireNonNull(last, "no look yet");
        } finally {
            stateLock.unlock();
        }
    }

    private long pausedUntil() {
        stateLock.lock();
        try {
            return pausedUntil;
        } finally {
            stateLock.unlock();
        }
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
