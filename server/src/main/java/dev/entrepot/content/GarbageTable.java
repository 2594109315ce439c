package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.storage.StorageKey;
import java.util.List;

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

    void forgetUnlinked(Sql sql, StorageKey key) {
        sql.update("DELETE FROM unlinked_blob WHERE storage_key = ?", key.text());
    }

    void queueRemoval(Sql sql, StorageKey key, long dueAt) {
        sql.update(
                "INSERT INTO removal (storage_key, due_at) VALUES (?, ?) ON CONFLICT (storage_key) DO NOTHING",
                key.text(),
                dueAt);
    }

    List<StorageKey> removalsDue(Sql sql, long now, int limit) {
        return sql.list(
                "SELECT storage_key FROM removal WHERE due_at <= ? ORDER BY due_at LIMIT ?",
                row -> new StorageKey(row.text(1)),
                now,
                limit);
    }

    void forgetRemoval(Sql sql, StorageKey key) {
        sql.update("DELETE FROM removal WHERE storage_key = ?", key.text());
    }
}
