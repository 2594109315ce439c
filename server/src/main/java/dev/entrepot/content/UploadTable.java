package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.storage.StorageKey;
import java.util.List;
import java.util.Optional;

/// Table `upload`: open uploads. The row is committed before a byte takes its key; `length` bytes are durable.
/// Whoever writes holds the row's epoch; a writer with an older epoch can no longer change the row.
final class UploadTable {
    /// A row of the table.
    record Upload(
            String id,
            long repositoryId,
            String principal,
            StorageKey key,
            Digest.Algorithm algorithm,
            long length,
            long epoch,
            long touchedAt) {}

    void insert(Sql sql, Upload upload, String node) {
        sql.update(
                """
                INSERT INTO upload (id, repository_id, principal, storage_key, algorithm, length, epoch, node,
                  opened_at, touched_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                upload.id(),
                upload.repositoryId(),
                upload.principal(),
                upload.key().text(),
                upload.algorithm().id(),
                upload.length(),
                upload.epoch(),
                node,
                upload.touchedAt(),
                upload.touchedAt());
    }

    Optional<Upload> find(Sql sql, String id) {
        return sql.first("""
                SELECT id, repository_id, principal, storage_key, algorithm, length, epoch, touched_at
                FROM upload WHERE id = ?
                """, UploadTable::upload, id);
    }

    /// Makes this node the writer: the epoch rises, and every older writer is shut out.
    Optional<Upload> claim(Sql sql, String id, String node) {
        return sql.first("""
                UPDATE upload SET epoch = epoch + 1, node = ? WHERE id = ?
                RETURNING id, repository_id, principal, storage_key, algorithm, length, epoch, touched_at
                """, UploadTable::upload, node, id);
    }

    /// Records that `length` bytes are durable; false when the epoch moved on or the upload is gone.
    boolean advance(Sql sql, String id, long epoch, long length, long now) {
        return sql.update(
                        "UPDATE upload SET length = ?, touched_at = ? WHERE id = ? AND epoch = ?",
                        length,
                        now,
                        id,
                        epoch)
                == 1;
    }

    void touch(Sql sql, String id, long now) {
        sql.update("UPDATE upload SET touched_at = ? WHERE id = ?", now, id);
    }

    /// Ends an upload; false when the epoch moved on or it is gone already.
    boolean delete(Sql sql, String id, long epoch) {
        return sql.update("DELETE FROM upload WHERE id = ? AND epoch = ?", id, epoch) == 1;
    }

    List<Upload> untouchedSince(Sql sql, long time, int limit) {
        return sql.list("""
                SELECT id, repository_id, principal, storage_key, algorithm, length, epoch, touched_at
                FROM upload WHERE touched_at < ? ORDER BY touched_at LIMIT ?
                """, UploadTable::upload, time, limit);
    }

    private static Upload upload(Row row) {
        return new Upload(
                row.text(1),
                row.number(2),
                row.text(3),
                new StorageKey(row.text(4)),
                Digest.Algorithm.parse(row.text(5)),
                row.number(6),
                row.number(7),
                row.number(8));
    }
}
