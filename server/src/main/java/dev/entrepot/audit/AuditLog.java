package dev.entrepot.audit;

import dev.entrepot.authority.Author;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Where changes and refusals are written down.
///
/// A writer only inserts a row of its own, without a number: writers never wait for each other here. {@link
/// AuditChain} numbers the rows later.
public final class AuditLog {
    private final InstantSource clock;
    private final EntryTable entries = new EntryTable();
    private final Refusals refusals = new Refusals();
    private final LongAdder known = new LongAdder();
    private final LongAdder unauthenticated = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    public AuditLog(InstantSource clock) {
        this.clock = clock;
    }

    /// Writes one entry, in the transaction of the change itself: both happen or neither. Texts too long are
    /// cut.
    ///
    /// Throws {@link IllegalStateException}, and so ends the change, when a detail looks like a secret of ours.
    public void record(Sql sql, Author author, AuditEvent event) {
        for (Map.Entry<String, String> detail : event.detail().entrySet()) {
            if (AuditText.holdsSecret(detail.getValue())) {
                throw new IllegalStateException(
                        "a secret was about to be recorded: " + event.action() + ", detail " + detail.getKey());
            }
        }
        entries.insert(sql, List.of(StoredEntry.of(now(), author, AuditEntry.Outcome.DONE, event)));
    }

    /// Notes that somebody was refused. Never blocks, never fails. What a known principal was refused is
    /// written down in the next batch, once with the number of times for the same again and again; the rest is
    /// counted. Of callers that nobody vouched for nothing is kept but their number: a name that does not exist
    /// may be a mistyped password.
    ///
    /// @param reason why, as the caller was told
    public void refused(Author author, AuditEvent event, String reason) {
        if (author.kind() == Author.Kind.ANONYMOUS) {
            unauthenticated.increment();
            return;
        }
        known.increment();
        if (!refusals.add(new Refusals.Refusal(now(), author, event.with("reason", reason), 1))) {
            dropped.increment();
        }
    }

    /// Shows how many were refused.
    public void bindTo(MeterRegistry meters) {
        FunctionCounter.builder("entrepot.audit.refusals", known, LongAdder::sum)
                .tag("caller", "known")
                .description("Refusals of known principals")
                .register(meters);
        FunctionCounter.builder("entrepot.audit.refusals", unauthenticated, LongAdder::sum)
                .tag("caller", "unknown")
                .description("Refusals of callers that nobody vouched for")
                .register(meters);
        FunctionCounter.builder("entrepot.audit.refusals.dropped", dropped, LongAdder::sum)
                .description("Refusals that came too fast to be recorded one by one")
                .register(meters);
    }

    /// Writes the refusals that wait, as one transaction. What it cannot write is lost but for its number.
    void writeRefusals(Database database) {
        Refusals.Batch batch = refusals.take();
        if (batch.isEmpty()) {
            return;
        }
        List<StoredEntry> rows = new ArrayList<>();
        for (Refusals.Refusal refusal : batch.refusals()) {
            rows.add(StoredEntry.of(refusal.at(), refusal.author(), AuditEntry.Outcome.REFUSED, presentable(refusal)));
        }
        if (batch.dropped() > 0) {
            AuditEvent event = AuditEvent.of("audit.overflow", "", "audit").with("refusals", "" + batch.dropped());
            rows.add(StoredEntry.of(now(), Author.system("audit"), AuditEntry.Outcome.REFUSED, event));
        }
        try {
            database.write(sql -> {
                entries.insert(sql, rows);
                return rows;
            });
        } catch (RuntimeException e) {
            dropped.add(batch.refusals().size());
            throw e;
        }
    }

    /// What was refused comes from a client: a secret in it is struck out instead of complained about.
    private static AuditEvent presentable(Refusals.Refusal refusal) {
        AuditEvent event = refusal.event();
        AuditEvent masked = AuditEvent.of(event.action(), event.namespace(), event.resource());
        for (Map.Entry<String, String> detail : event.detail().entrySet()) {
            masked = masked.with(detail.getKey(), AuditText.masked(detail.getValue()));
        }
        return refusal.times() > 1 ? masked.with("times", "" + refusal.times()) : masked;
    }

    private long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
