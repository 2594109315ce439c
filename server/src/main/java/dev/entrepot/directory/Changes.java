package dev.entrepot.directory;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.time.Instant;
import java.time.InstantSource;

/// How everything here is changed: the right is looked at again, the rows change, one entry of the audit tells of
/// it, and the epoch of all rights rises, in one transaction. Where nothing changed there is no entry and no rise.
public final class Changes {
    private final AccessEpoch epoch;
    private final AuditLog audit;
    private final InstantSource clock;

    public Changes(AccessEpoch epoch, AuditLog audit, InstantSource clock) {
        this.epoch = epoch;
        this.audit = audit;
        this.clock = clock;
    }

    /// What the work found or did.
    sealed interface Outcome<T> {
        T result();

        /// Something changed, told by `event`.
        record Done<T>(T result, AuditEvent event) implements Outcome<T> {}

        /// Nothing that concerns rights.
        record Nothing<T>(T result) implements Outcome<T> {}
    }

    /// The work may run more than once.
    <T> T run(Authority authority, Database.Work<Outcome<? extends T>> work) {
        return epoch.<Outcome<? extends T>>changeWhen(
                        outcome -> outcome instanceof Outcome.Done, sql -> exercised(sql, authority, work))
                .result();
    }

    private <T> Outcome<? extends T> exercised(Sql sql, Authority authority, Database.Work<Outcome<? extends T>> work) {
        authority.exercise(sql);
        Outcome<? extends T> outcome = work.run(sql);
        if (outcome instanceof Outcome.Done<? extends T> done) {
            audit.record(sql, authority.author(), done.event());
        }
        return outcome;
    }

    /// For what is changed within the transaction of another service.
    void record(Sql sql, Authority authority, AuditEvent event) {
        audit.record(sql, authority.author(), event);
    }

    static <T> Outcome<T> done(T result, AuditEvent event) {
        return new Outcome.Done<>(result, event);
    }

    static <T> Outcome<T> nothing(T result) {
        return new Outcome.Nothing<>(result);
    }

    Instant now() {
        return clock.instant();
    }
}
