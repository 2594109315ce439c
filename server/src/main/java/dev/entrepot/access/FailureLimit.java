package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/// Bounds wrong passwords per source: some at once, then one each second.
///
/// Tries that fail use up the allowance, right ones give theirs back, and remembered credentials never ask: so a
/// node that tries several stored credentials in turn, as a kubelet does, is not locked out.
final class FailureLimit {
    private static final long REFILL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int SOURCES = 10_000;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final int atOnce;
    private final Ticker ticker;
    private final Cache<String, Allowance> allowances;

    FailureLimit(int atOnce, Ticker ticker) {
        this.atOnce = atOnce;
        this.ticker = ticker;
        this.allowances = Caffeine.newBuilder()
                .maximumSize(SOURCES)
                .expireAfterAccess(Duration.ofNanos(REFILL_NANOS * atOnce))
                .ticker(ticker)
                .build();
    }

    /// Takes one try; says how long to wait when there is none left.
    Optional<Duration> take(String address) {
        long now = ticker.read();
        Allowance left = allowances.asMap().compute(source(address), (key, old) -> {
            Allowance refilled = old == null ? new Allowance(atOnce, now, false) : old.refilled(now, atOnce);
            return refilled.tries > 0 ? refilled.with(refilled.tries - 1, false) : refilled.with(0, true);
        });
        return left.refused ? Optional.of(Duration.ofNanos(REFILL_NANOS)) : Optional.empty();
    }

    /// The try was right: it does not count.
    void giveBack(String address) {
        allowances
                .asMap()
                .computeIfPresent(source(address), (key, old) -> old.with(Math.min(atOnce, old.tries + 1), false));
    }

    /// One IPv6 customer has at least a /64: its addresses count as one.
    private static String source(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, IPV6_NETWORK_BYTES));
        } catch (IllegalArgumentException _) {
            return address;
        }
    }

    private record Allowance(int tries, long sinceNanos, boolean refused) {
        Allowance refilled(long now, int atOnce) {
            long more = Math.max(0, (now - sinceNanos) / REFILL_NANOS);
            int refilled = (int) Math.min(atOnce, tries + more);
            return new Allowance(refilled, refilled == atOnce ? now : sinceNanos + more * REFILL_NANOS, false);
        }

        Allowance with(int left, boolean refusing) {
            return new Allowance(left, sinceNanos, refusing);
        }
    }
}
