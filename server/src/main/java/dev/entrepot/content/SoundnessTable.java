package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.storage.StorageKey;
import java.util.List;
import java.util.Optional;

/// Table `blob`, as those see it who look whether its bytes are still what they were.
///
/// ```
///            read, and wrong or gone                a push of the digest: new key
///   sound ---------------------------> damaged --------------------------------> sound
///     ^                                   |
///     +------- read, and right again -----+
/// ```
///
/// Every change names the key that was read: bytes that came since have another.
final class SoundnessTable {
    /// How much there is to read.
    record Sum(long blobs, long bytes) {}

    /// The same, and when it was read.
    record Totals(long blobs, long bytes, long reread, Optional<Long> oldest) {}

    List<Soundness.Entry> after(Sql sql, String key, int limit) {
        return sql.list("""
                SELECT storage_key, digest, size, state, scrubbed_at FROM blob
                WHERE storage_key > ? ORDER BY storage_key LIMIT ?
                """, SoundnessTable::entry, key, limit);
    }

    List<Soundness.Entry> longestUnread(Sql sql, long before, int limit) {
        return sql.list("""
                SELECT storage_key, digest, size, state, scrubbed_at FROM blob
                WHERE scrubbed_at < ? AND state = 'sound' ORDER BY scrubbed_at LIMIT ?
                """, SoundnessTable::entry, before, limit);
    }

    List<Soundness.Entry> damaged(Sql sql, String after, int limit) {
        return sql.list("""
                SELECT storage_key, digest, size, state, scrubbed_at FROM blob
                WHERE state = 'damaged' AND storage_key > ? ORDER BY storage_key LIMIT ?
                """, SoundnessTable::entry, after, limit);
    }

    Optional<Soundness.Entry> find(Sql sql, Digest digest) {
        return sql.first("""
                SELECT storage_key, digest, size, state, scrubbed_at FROM blob WHERE digest = ?
                """, SoundnessTable::entry, digest.toString());
    }

    private static Soundness.Entry entry(Row row) {
        return new Soundness.Entry(
                new StorageKey(row.text(1)),
                Digest.parse(row.text(2)),
                row.number(3),
                row.text(4).equals("sound"),
                row.number(5));
    }

    /// False when these bytes count no more, or are known to be bad.
    boolean markDamaged(Sql sql, StorageKey key) {
        return sql.update("UPDATE blob SET state = 'damaged' WHERE storage_key = ? AND state = 'sound'", key.text())
                == 1;
    }

    void markSound(Sql sql, List<StorageKey> keys, long now) {
        sql.updateAll(
                "UPDATE blob SET state = 'sound', scrubbed_at = ? WHERE storage_key = ?",
                keys.stream().map(key -> new Object[] {now, key.text()}).toList());
    }

    long countDamaged(Sql sql) {
        return sql.first("SELECT COUNT(*) FROM blob WHERE state = 'damaged'", row -> row.number(1))
                .orElse(0L);
    }

    Sum sum(Sql sql, String after) {
        return sql.first(
                        "SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM blob WHERE storage_key > ?",
                        row -> new Sum(row.number(1), row.number(2)),
                        after)
                .orElseThrow();
    }

    Totals totals(Sql sql) {
        return sql.first("""
                        SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT),
                          COUNT(*) FILTER (WHERE scrubbed_at > created_at), MIN(scrubbed_at)
                        FROM blob
                        """, row -> new Totals(row.number(1), row.number(2), row.number(3), row.optionalNumber(4)))
                .orElseThrow();
    }

    /// Repositories that link these bytes, with the manifests there that name them, and a tag of each.
    List<Soundness.Use> uses(Sql sql, StorageKey key, int limit) {
        return sql.list(
                """
                SELECT repository.name, manifest_blob.manifest_digest,
                  (SELECT MIN(tag.name) FROM tag WHERE tag.repository_id = manifest_blob.repository_id
                    AND tag.digest = manifest_blob.manifest_digest)
                FROM link
                JOIN repository ON repository.id = link.repository_id AND repository.deleted_at IS NULL
                LEFT JOIN manifest_blob ON manifest_blob.repository_id = link.repository_id
                  AND manifest_blob.blob_digest = link.digest
                WHERE link.storage_key = ?
                ORDER BY repository.name, manifest_blob.manifest_digest LIMIT ?
                """,
                row -> new Soundness.Use(row.text(1), row.optionalText(2), row.optionalText(3)),
                key.text(),
                limit);
    }

    /// Whether a repository holds this digest, but only as bytes that are known to be bad.
    boolean isDamaged(Sql sql, long repositoryId, Digest digest) {
        return sql.first("""
                        SELECT 1 FROM blob JOIN link ON link.storage_key = blob.storage_key
                        WHERE blob.digest = ? AND blob.state = 'damaged'
                          AND link.repository_id = ? AND link.digest = ? AND link.state = 'present'
                        """, row -> row.number(1), digest.toString(), repositoryId, digest.toString())
                .isPresent();
    }
}
