package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Table `manifest_lock`. Its foreign key to the manifest stands behind every deletion.
final class LockTable {
    Optional<ManifestLock> find(Sql sql, long repositoryId, Digest digest) {
        return sql.first("""
                SELECT digest, reason, locked_at, locked_by FROM manifest_lock
                WHERE repository_id = ? AND digest = ?
                """, LockTable::lock, repositoryId, digest.toString());
    }

    /// Locks after `last` (a digest, which need not be locked), in byte order of the digests.
    List<ManifestLock> after(Sql sql, long repositoryId, String last, int limit) {
        return sql.list("""
                SELECT digest, reason, locked_at, locked_by FROM manifest_lock
                WHERE repository_id = ? AND digest > ? ORDER BY digest LIMIT ?
                """, LockTable::lock, repositoryId, last, limit);
    }

    /// Any lock in a namespace.
    Optional<ManifestLock> firstIn(Sql sql, String namespace) {
        return sql.first("""
                SELECT manifest_lock.digest, manifest_lock.reason, manifest_lock.locked_at, manifest_lock.locked_by
                FROM repository JOIN manifest_lock ON manifest_lock.repository_id = repository.id
                WHERE repository.namespace = ? LIMIT 1
                """, LockTable::lock, namespace);
    }

    private static ManifestLock lock(Row row) {
        return new ManifestLock(
                Digest.parse(row.text(1)),
                row.text(2),
                Instant.EPOCH.plus(row.number(3), ChronoUnit.MICROS),
                row.text(4));
    }

    void insert(Sql sql, long repositoryId, Digest digest, String reason, String by, long now) {
        sql.update("""
                INSERT INTO manifest_lock (repository_id, digest, reason, locked_at, locked_by)
                VALUES (?, ?, ?, ?, ?)
                """, repositoryId, digest.toString(), reason, now, by);
    }

    void delete(Sql sql, long repositoryId, Digest digest) {
        sql.update("DELETE FROM manifest_lock WHERE repository_id = ? AND digest = ?", repositoryId, digest.toString());
    }
}
