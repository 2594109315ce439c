package dev.entrepot.backup;

import dev.entrepot.database.Sql;
import java.util.Optional;

/// Table `backup`: while a row is open and was seen lately, the collector leaves bytes of blobs that lost
/// their rows since `started_at`.
final class BackupTable {
    void begin(Sql sql, String id, long now) {
        sql.update("INSERT INTO backup (id, started_at, seen_at) VALUES (?, ?, ?)", id, now, now);
    }

    void seen(Sql sql, String id, long now) {
        sql.update("UPDATE backup SET seen_at = ? WHERE id = ?", now, id);
    }

    void end(Sql sql, String id, long now) {
        sql.update("UPDATE backup SET ended_at = ? WHERE id = ?", now, id);
    }

    /// Rows that pin nothing any more.
    void forgetSeenBefore(Sql sql, long seenAt) {
        sql.update("DELETE FROM backup WHERE seen_at < ?", seenAt);
    }

    /// Where bytes of that digest lie now, if they are not under the key that the snapshot has.
    Optional<String> otherKey(Sql sql, String digest, String key) {
        return sql.first(
                "SELECT storage_key FROM blob WHERE digest = ? AND storage_key <> ?", row -> row.text(1), digest, key);
    }

    Optional<Head> auditHead(Sql sql) {
        return sql.first(
                "SELECT number, chain FROM audit_bound WHERE name = 'head'",
                row -> new Head(row.number(1), row.bytes(2)));
    }

    /// Where the audit chain stands.
    @SuppressWarnings("ArrayRecordComponent")
    record Head(long number, byte[] chain) {}
}
