package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.entrepot.access.HashSchedule.Lane;
import java.time.Duration;

/// Remembers who was wrong lately, and so tells in which lane a login waits.
///
/// What counts is the pair of account and source: who guesses slows its own guessing, neither the account elsewhere
/// nor its neighbours behind one address. Only a source that was wrong about many accounts is slowed as a whole,
/// save for pairs that were right before. Nobody is refused here. All memory is bounded, and nothing is told by it:
/// names that nobody has count as those of accounts.
final class FailureLimit {
    /// How long a wrong password counts.
    private static final Duration LATELY = Duration.ofMinutes(10);

    /// How long a pair that was right goes before others.
    private static final Duration TRUST = Duration.ofHours(12);

    private static final long REFILL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int PAIRS = 20_000;
    private static final int SOURCES = 10_000;

    private final int accountsAtOnce;
    private final Ticker ticker;
    private final Cache<LoginPair, Boolean> wrong;
    private final Cache<LoginPair, Boolean> right;
    private final Cache<String, Allowance> allowances;

    /// A source may be wrong about so many accounts at once, and about one more each second.
    FailureLimit(int accountsAtOnce, Ticker ticker) {
        this.accountsAtOnce = accountsAtOnce;
        this.ticker = ticker;
        this.wrong = pairs(LATELY, ticker);
        this.right = pairs(TRUST, ticker);
        this.allowances = Caffeine.newBuilder()
                .maximumSize(SOURCES)
                .expireAfterAccess(Duration.ofNanos(REFILL_NANOS * accountsAtOnce))
                .ticker(ticker)
                .build();
    }

    private static Cache<LoginPair, Boolean> pairs(Duration duration, Ticker ticker) {
        return Caffeine.newBuilder()
                .maximumSize(PAIRS)
                .expireAfterWrite(duration)
                .ticker(ticker)
                .build();
    }

    Lane lane(LoginPair pair) {
        if (wrong.getIfPresent(pair) != null) {
            return Lane.FAILED;
        }
        if (right.getIfPresent(pair) != null) {
            return Lane.TRUSTED;
        }
        Allowance allowance = allowances.getIfPresent(pair.source());
        return allowance != null && allowance.refilled(ticker.read(), accountsAtOnce).left == 0
                ? Lane.SPRAYED
                : Lane.FRESH;
    }

    void wasWrong(LoginPair pair) {
        if (wrong.asMap().put(pair, Boolean.TRUE) == null) {
            long now = ticker.read();
            allowances.asMap().compute(pair.source(), (key, old) -> {
                Allowance refilled =
                        old == null ? new Allowance(accountsAtOnce, now) : old.refilled(now, accountsAtOnce);
                return new Allowance(Math.max(0, refilled.left - 1), refilled.sinceNanos);
            });
        }
    }

    void wasRight(LoginPair pair) {
        wrong.invalidate(pair);
        right.put(pair, Boolean.TRUE);
    }

    private record Allowance(int left, long sinceNanos) {
        Allowance refilled(long now, int full) {
            long more = Math.max(0, (now - sinceNanos) / REFILL_NANOS);
            int refilled = (int) Math.min(full, left + more);
            return new Allowance(refilled, refilled == full ? now : sinceNanos + more * REFILL_NANOS);
        }
    }
}
