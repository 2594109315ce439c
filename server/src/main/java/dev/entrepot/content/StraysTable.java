package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.storage.StorageKey;

/// Tables `removal`, `unlinked_blob` and `link`, where they should have had what they have not.
final class StraysTable {
    boolean remove(Sql sql, StorageKey key, long size, long now) {
        String text = key.text();
        return sql.update("""
                INSERT INTO removal (storage_key, due_at, size, blob, queued_at)
                SELECT CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT), 0, CAST(? AS BIGINT)
                WHERE NOT EXISTS (SELECT 1 FROM blob WHERE storage_key = ?)
                  AND NOT EXISTS (SELECT 1 FROM upload WHERE storage_key = ?)
                ON CONFLICT (storage_key) DO NOTHING
                """, text, now, size, now, text, text) == 1;
    }

    long forgotten(Sql sql) {
        return sql.first("""
                        SELECT (SELECT COUNT(*) FROM blob
                            WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.storage_key = blob.storage_key)
                              AND NOT EXISTS (SELECT 1 FROM unlinked_blob
                                WHERE unlinked_blob.storage_key = blob.storage_key))
                          + (SELECT COUNT(*) FROM link JOIN repository ON repository.id = link.repository_id
                            WHERE link.check_at IS NULL AND repository.deleted_at IS NULL
                              AND NOT EXISTS (SELECT 1 FROM manifest_blob
                                WHERE manifest_blob.repository_id = link.repository_id
                                  AND manifest_blob.blob_digest = link.digest))
                        """, row -> row.number(1)).orElseThrow();
    }

    int lookAgain(Sql sql, long now, int limit) {
        int blobs = sql.update("""
                INSERT INTO unlinked_blob (storage_key, due_at)
                SELECT blob.storage_key, CAST(? AS BIGINT) FROM blob
                WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.storage_key = blob.storage_key)
                  AND NOT EXISTS (SELECT 1 FROM unlinked_blob WHERE unlinked_blob.storage_key = blob.storage_key)
                ORDER BY blob.storage_key LIMIT ?
                """, now, limit);
        int links = sql.update("""
                UPDATE link SET check_at = CASE WHEN leased_until > ? THEN leased_until ELSE CAST(? AS BIGINT) END
                WHERE check_at IS NULL AND (repository_id, digest) IN (
                  SELECT held.repository_id, held.digest FROM link AS held
                  JOIN repository ON repository.id = held.repository_id AND repository.deleted_at IS NULL
                  WHERE held.check_at IS NULL AND NOT EXISTS (SELECT 1 FROM manifest_blob
                    WHERE manifest_blob.repository_id = held.repository_id
                      AND manifest_blob.blob_digest = held.digest)
                  ORDER BY held.repository_id, held.digest LIMIT ?)
                """, now, now, limit);
        return blobs + links;
    }
}
