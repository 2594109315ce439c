package dev.entrepot.policy;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Exemptions: granted, taken back, listed. One holds until its end whatever becomes of the rights of who granted it;
/// it names them, and whoever may grant it may take it back.
public final class Exemptions {
    /// In a namespace: each judgement reads those that concern it.
    static final int MOST = 10_000;

    /// Manifests below an index: builds name some ten.
    static final int MOST_DIGESTS = 1_000;

    /// Ten years: what is to last longer has no end.
    private static final Duration LONGEST = Duration.ofDays(3_650);

    /// So long after their end they are still listed.
    private static final Duration REMEMBERED = Duration.ofDays(90);

    private static final int ID_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;
    private final DatabaseClock clock;
    private final AuditLog audit;
    private final WaiverEpoch epoch;
    private final ExemptionTable table = new ExemptionTable();

    Exemptions(Database database, DatabaseClock clock, AuditLog audit, WaiverEpoch epoch) {
        this.database = database;
        this.clock = clock;
        this.audit = audit;
        this.epoch = epoch;
    }

    /// Those of a namespace, its repositories and tags, behind {@link Exemption#cursor}; those that ended are marked,
    /// and
    /// forgotten some time later.
    public List<Exemption> after(String namespace, String cursor, int limit) {
        return database.read(sql -> table.after(sql, namespace, cursor, clock.now(sql), limit));
    }

    /// Grants one, in place of what was granted there for the same issue.
    public ExemptionResult add(NewExemption wanted, Authority authority) {
        Outcome outcome = database.write(sql -> {
            authority.exercise(sql);
            return add(sql, wanted, authority);
        });
        epoch.reached(outcome.epoch);
        return outcome.result;
    }

    /// @param epoch 0 when nothing changed
    private record Outcome(ExemptionResult result, long epoch) {
        static Outcome nothing(ExemptionResult result) {
            return new Outcome(result, 0);
        }
    }

    private Outcome add(Sql sql, NewExemption wanted, Authority authority) {
        long now = clock.now(sql);
        ExemptionScope scope = wanted.scope();
        long latest = now + micros(LONGEST);
        Optional<Long> end = end(wanted.expiry(), now);
        if (end.filter(micros -> micros <= now || micros > latest).isPresent()) {
            return Outcome.nothing(
                    new ExemptionResult.WrongEnd(ExemptionTable.instant(now), ExemptionTable.instant(latest)));
        }
        Set<String> digests = Set.of();
        if (!scope.tag().isEmpty()) {
            Optional<ExemptionTable.Tagged> tagged = table.tagged(sql, scope);
            if (tagged.isEmpty()) {
                return Outcome.nothing(new ExemptionResult.NoTag(scope));
            }
            digests = below(sql, tagged.get());
            if (digests.size() > MOST_DIGESTS) {
                return Outcome.nothing(new ExemptionResult.TooLarge(MOST_DIGESTS));
            }
        }
        String namespace = scope.place().namespace();
        table.forget(sql, namespace, now - micros(REMEMBERED));
        Optional<String> before = table.id(sql, scope, wanted.issue().key());
        if (before.isEmpty() && table.count(sql, namespace) >= MOST) {
            return Outcome.nothing(new ExemptionResult.TooMany(MOST));
        }
        before.ifPresent(id -> table.delete(sql, id));
        ExemptionTable.Stored stored = stored(wanted, authority, now, end.orElse(null));
        table.insert(sql, stored, List.copyOf(digests));
        audit.record(sql, authority.author(), granted(stored, digests.size()));
        return new Outcome(
                new ExemptionResult.Done(shown(stored, digests.size()), before.isPresent()), epoch.raise(sql));
    }

    private static Optional<Long> end(Expiry expiry, long now) {
        return switch (expiry) {
            case Expiry.Never _ -> Optional.empty();
            case Expiry.After(Duration life) -> Optional.of(now + micros(life));
            case Expiry.At(Instant end) -> Optional.of(ChronoUnit.MICROS.between(Instant.EPOCH, end));
        };
    }

    static long micros(Duration time) {
        return TimeUnit.MICROSECONDS.convert(time);
    }

    /// The manifest and all that indexes name below it, one more than {@link #MOST_DIGESTS} at most.
    private Set<String> below(Sql sql, ExemptionTable.Tagged tagged) {
        Set<String> seen = new LinkedHashSet<>(List.of(tagged.digest()));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty() && seen.size() <= MOST_DIGESTS) {
            for (String child : table.children(sql, tagged.repositoryId(), open.remove(), MOST_DIGESTS + 1)) {
                if (seen.size() <= MOST_DIGESTS && seen.add(child)) {
                    open.add(child);
                }
            }
        }
        return seen;
    }

    private static ExemptionTable.Stored stored(
            NewExemption wanted, Authority authority, long now, @Nullable Long end) {
        byte[] random = new byte[ID_BYTES];
        RANDOM.nextBytes(random);
        return new ExemptionTable.Stored(
                HexFormat.of().formatHex(random),
                wanted.scope(),
                wanted.issue(),
                wanted.reason(),
                authority.author().key(),
                authority.author().name(),
                now,
                end);
    }

    private static Exemption shown(ExemptionTable.Stored stored, int digests) {
        return new Exemption(
                stored.id(),
                stored.scope(),
                stored.issue().text(),
                stored.reason(),
                stored.authorName(),
                ExemptionTable.instant(stored.createdAt()),
                Optional.ofNullable(stored.expiresAt()).map(ExemptionTable::instant),
                false,
                digests);
    }

    private static AuditEvent granted(ExemptionTable.Stored stored, int digests) {
        AuditEvent event = event("exemption.add", stored.scope(), stored.issue())
                .with("id", stored.id())
                .with("reason", stored.reason());
        Long end = stored.expiresAt();
        if (end != null) {
            event = event.with("expires", ExemptionTable.instant(end).toString());
        }
        return digests == 0 ? event : event.with("digests", Integer.toString(digests));
    }

    private static AuditEvent event(String action, ExemptionScope scope, IssueId issue) {
        return AuditEvent.of(action, scope.place().namespace(), scope.toString())
                .with("issue", issue.text());
    }

    /// Takes one back; false when there is none for that issue in exactly that scope.
    public boolean remove(ExemptionScope scope, IssueId issue, Authority authority) {
        long reached = database.write(sql -> {
            authority.exercise(sql);
            Optional<String> id = table.id(sql, scope, issue.key());
            if (id.isEmpty()) {
                return 0L;
            }
            table.delete(sql, id.get());
            audit.record(
                    sql,
                    authority.author(),
                    event("exemption.remove", scope, issue).with("id", id.get()));
            return epoch.raise(sql);
        });
        epoch.reached(reached);
        return reached > 0;
    }
}
