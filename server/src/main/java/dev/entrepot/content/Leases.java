package dev.entrepot.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Sql;
import java.time.Duration;

/// Makes leases, and says when one is worth renewing: when less than half of it is left.
final class Leases {
    /// What a holder has in a repository is looked at this often in the time of a lease, at most: it may be much, and
    /// a look that was rolled back must not cost a lease.
    private static final int LOOKS = 8;

    private static final int REMEMBERED = 10_000;

    private final long lengthMicros;
    private final DatabaseClock clock;
    private final ClockWatch watch;
    private final LinkTable links = new LinkTable();
    private final Cache<Held, Boolean> renewed;

    private record Held(long repositoryId, String holder) {}

    Leases(Duration length, DatabaseClock clock, ClockWatch watch, SteadyClock steady) {
        this.lengthMicros = length.toNanos() / 1000;
        this.clock = clock;
        this.watch = watch;
        this.renewed = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(length.dividedBy(LOOKS))
                .ticker(() -> steady.micros() * 1000)
                .build();
    }

    /// The time up to which things are over: see {@link ClockWatch#over}.
    long over(Sql sql) {
        return watch.over(sql);
    }

    /// `holder` is at work in a repository: what it holds there is held on.
    void keep(Sql sql, long repositoryId, String holder, long now) {
        if (renewed.asMap().putIfAbsent(new Held(repositoryId, holder), true) == null) {
            links.renewAllOf(sql, repositoryId, of(now, holder), now, half(now));
        }
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
