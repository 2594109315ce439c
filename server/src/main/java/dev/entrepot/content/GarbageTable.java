package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.storage.StorageKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tables `unlinked_blob` (blobs to look at) and `removal` (bytes to remove).
///
/// ```
///   link dropped --> unlinked_blob --due, no link left--> removal --bytes gone, folder synced--> (nothing)
///   upload cancelled, expired, wrong or a duplicate ---------^
/// ```
///
/// A removal is committed before its bytes go and forgotten after, so a crash in between is repeated, never
/// lost. Keys are never used again, so a late removal cannot hit other bytes.
final class GarbageTable {
    void queueUnlinked(Sql sql, StorageKey key, long dueAt) {
        sql.update("""
                INSERT INTO unlinked_blob (storage_key, due_at) VALUES (?, ?)
                ON CONFLICT (storage_key) DO UPDATE SET due_at = excluded.due_at
                """, key.text(), dueAt);
    }

    List<StorageKey> unlinkedDue(Sql sql, long now, int limit) {
        return sql.list(
                "SELECT storage_key FROM unlinked_blob WHERE due_at <= ? ORDER BY due_at LIMIT ?",
                row -> new StorageKey(row.text(1)),
                now,
                limit);
    }

    /// Forgets a blob that is to be looked at; false when it is not due, or another node was first.
    boolean forgetUnlinked(Sql sql, StorageKey key, long now) {
        return sql.update("DELETE FROM unlinked_blob WHERE storage_key = ? AND due_at <= ?", key.text(), now) == 1;
    }

    /// Drops the blob's row if no link is left and returns its size; empty when it stays.
    Optional<Long> dropUnlinked(Sql sql, StorageKey key) {
        return sql.first("""
                DELETE FROM blob WHERE storage_key = ?
                  AND NOT EXISTS (SELECT 1 FROM link WHERE link.storage_key = ?)
                RETURNING size
                """, row -> row.number(1), key.text(), key.text());
    }

    /// Bytes of which nobody knows how many they are, and which were never a blob, or no sound one.
    void queueRemoval(Sql sql, StorageKey key, long dueAt) {
        sql.update("""
                INSERT INTO removal (storage_key, due_at, queued_at) VALUES (?, ?, ?)
                ON CONFLICT (storage_key) DO NOTHING
                """, key.text(), dueAt, dueAt);
    }

    /// Bytes of a blob whose row was dropped just now.
    void queueBlobRemoval(Sql sql, StorageKey key, long size, long now) {
        sql.update("""
                INSERT INTO removal (storage_key, due_at, size, blob, queued_at) VALUES (?, ?, ?, 1, ?)
                ON CONFLICT (storage_key) DO NOTHING
                """, key.text(), now, size, now);
    }

    /// Bytes to remove.
    ///
    /// @param size as far as known
    record Removal(StorageKey key, long size, boolean blob, long queuedAt) {}

    /// What is due and no backup holds, the longest waiting first.
    ///
    /// @param heldFrom bytes of blobs that were queued from then on are held
    List<Removal> removalsDue(Sql sql, long now, long heldFrom, int limit) {
        List<Removal> due = new ArrayList<>(sql.list("""
                SELECT storage_key, size, blob, queued_at FROM removal WHERE due_at <= ? AND due_at < ?
                ORDER BY due_at LIMIT ?
                """, GarbageTable::removal, now, heldFrom, limit));
        if (heldFrom <= now && due.size() < limit) {
            due.addAll(sql.list("""
                    SELECT storage_key, size, blob, queued_at FROM removal
                    WHERE blob = 0 AND due_at <= ? AND due_at >= ? ORDER BY due_at LIMIT ?
                    """, GarbageTable::removal, now, heldFrom, limit - due.size()));
        }
        return due;
    }

    private static Removal removal(Row row) {
        return new Removal(new StorageKey(row.text(1)), row.number(2), row.number(3) == 1, row.number(4));
    }

    /// When the first backup began that is under way; {@link Long#MAX_VALUE} when there is none.
    ///
    /// @param seenSince one that was not heard of since then is under way no more
    long backupSince(Sql sql, long seenSince) {
        return sql.first(
                        "SELECT MIN(started_at) FROM backup WHERE ended_at IS NULL AND seen_at >= ?",
                        row -> row.optionalNumber(1),
                        seenSince)
                .flatMap(first -> first)
                .orElse(Long.MAX_VALUE);
    }

    /// How many files wait for a backup.
    long held(Sql sql, long heldFrom) {
        return heldFrom == Long.MAX_VALUE
                ? 0
                : sql.first(
                                "SELECT COUNT(*) FROM removal WHERE blob = 1 AND due_at >= ?",
                                row -> row.number(1),
                                heldFrom)
                        .orElseThrow();
    }

    void measured(Sql sql, StorageKey key, long size) {
        sql.update("UPDATE removal SET size = ? WHERE storage_key = ?", size, key.text());
    }

    void postponeRemoval(Sql sql, StorageKey key, long dueAt) {
        sql.update("UPDATE removal SET due_at = ? WHERE storage_key = ?", dueAt, key.text());
    }

    /// Takes back a removal that is not due before `after`; false when there is none, or it may be under way.
    boolean takeBackRemoval(Sql sql, StorageKey key, long after) {
        return sql.update("DELETE FROM removal WHERE storage_key = ? AND due_at > ?", key.text(), after) == 1;
    }

    /// Forgets a removal, and returns what it gave back; empty when another node was first.
    Optional<Freed> forgetRemoval(Sql sql, StorageKey key) {
        return sql.first(
                "DELETE FROM removal WHERE storage_key = ? RETURNING blob, size",
                row -> row.number(1) == 1 ? new Freed(1, row.number(2), 0, 0) : new Freed(0, 0, 1, row.number(2)),
                key.text());
    }
}
