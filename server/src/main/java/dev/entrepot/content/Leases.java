package dev.entrepot.content;

import dev.entrepot.authority.Authority;
import dev.entrepot.database.Sql;
import java.time.Duration;

/// Makes leases, and says when one is worth renewing: when less than half of it is left.
final class Leases {
    private final long lengthMicros;
    private final DatabaseClock clock;

    Leases(Duration length, DatabaseClock clock) {
        this.lengthMicros = length.toNanos() / 1000;
        this.clock = clock;
    }

    DatabaseClock clock() {
        return clock;
    }

    Lease of(Sql sql, Authority authority) {
        return of(clock.now(sql), authority);
    }

    Lease of(long now, Authority authority) {
        return of(now, authority.author().key());
    }

    Lease of(long now, String holder) {
        return new Lease(holder, now + lengthMicros, half(now));
    }

    /// The moment before which a lease that ends has less than half left.
    long half(long now) {
        return now + lengthMicros / 2;
    }

    /// Whether a lease that ends at `until` should be renewed before its holder is told that something exists.
    boolean runsLow(long until) {
        return until < half(clock.now());
    }
}
