package dev.entrepot.audit;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.util.List;
import java.util.Optional;

/// Tables `audit_bound` (the head and the start of the chain) and `audit_checkpoint`.
final class SealTable {
    /// The head or the start; entry 0 where there is none.
    Seal bound(Sql sql, Seal.Kind kind) {
        return sql.first(
                        "SELECT number, chain, at, kid, signature FROM audit_bound WHERE name = ?",
                        row -> seal(kind, row),
                        kind.id())
                .orElseGet(() -> Seal.none(kind));
    }

    /// Puts `next` in the place of `known`; false when something else stands there.
    boolean move(Sql sql, Seal known, Seal next) {
        if (known.kid().isEmpty()) {
            return sql.update(
                            """
                            INSERT INTO audit_bound (name, number, chain, at, kid, signature) VALUES (?, ?, ?, ?, ?, ?)
                            ON CONFLICT (name) DO NOTHING
                            """, next.kind().id(), next.number(), next.chain(), next.at(), next.kid(), next.signature())
                    == 1;
        }
        return sql.update(
                        """
                        UPDATE audit_bound SET number = ?, chain = ?, at = ?, kid = ?, signature = ?
                        WHERE name = ? AND number = ? AND chain = ?
                        """,
                        next.number(),
                        next.chain(),
                        next.at(),
                        next.kid(),
                        next.signature(),
                        known.kind().id(),
                        known.number(),
                        known.chain())
                == 1;
    }

    /// Another node may have made it.
    void insertCheckpoint(Sql sql, Seal checkpoint) {
        sql.update(
                """
                INSERT INTO audit_checkpoint (number, chain, at, kid, signature) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (number) DO NOTHING
                """,
                checkpoint.number(),
                checkpoint.chain(),
                checkpoint.at(),
                checkpoint.kid(),
                checkpoint.signature());
    }

    Optional<Seal> newestCheckpoint(Sql sql) {
        return sql.first(
                "SELECT number, chain, at, kid, signature FROM audit_checkpoint ORDER BY number DESC LIMIT 1",
                SealTable::checkpoint);
    }

    Optional<Seal> newestCheckpointUntil(Sql sql, long at) {
        return sql.first("""
                SELECT number, chain, at, kid, signature FROM audit_checkpoint
                WHERE at <= ? ORDER BY at DESC, number DESC LIMIT 1
                """, SealTable::checkpoint, at);
    }

    /// In order.
    List<Seal> checkpoints(Sql sql, long afterNumber, int limit) {
        return sql.list("""
                SELECT number, chain, at, kid, signature FROM audit_checkpoint WHERE number > ? ORDER BY number LIMIT ?
                """, SealTable::checkpoint, afterNumber, limit);
    }

    void deleteCheckpointsBefore(Sql sql, long number) {
        sql.update("DELETE FROM audit_checkpoint WHERE number < ?", number);
    }

    private static Seal checkpoint(Row row) {
        return seal(Seal.Kind.CHECKPOINT, row);
    }

    private static Seal seal(Seal.Kind kind, Row row) {
        return new Seal(kind, row.number(1), row.bytes(2), row.number(3), row.text(4), row.bytes(5));
    }
}
