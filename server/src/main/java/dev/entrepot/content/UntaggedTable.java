package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Manifests that nothing holds, over the tables that could.
final class UntaggedTable {
    List<Untagged.Found> after(Sql sql, long repositoryId, String last, int limit) {
        return sql.list(
                """
                SELECT manifest.digest, manifest.pushed_at, manifest.size + (
                    SELECT COALESCE(SUM(link.size), 0) FROM manifest_blob
                    JOIN link ON link.repository_id = manifest_blob.repository_id
                      AND link.digest = manifest_blob.blob_digest AND link.state = 'present'
                    WHERE manifest_blob.repository_id = manifest.repository_id
                      AND manifest_blob.manifest_digest = manifest.digest)
                FROM manifest
                WHERE manifest.repository_id = ? AND manifest.digest > ?
                  AND NOT EXISTS (SELECT 1 FROM tag
                    WHERE tag.repository_id = manifest.repository_id AND tag.digest = manifest.digest)
                  AND NOT EXISTS (SELECT 1 FROM manifest_child
                    WHERE manifest_child.repository_id = manifest.repository_id
                      AND manifest_child.present_digest = manifest.digest)
                  AND NOT EXISTS (SELECT 1 FROM manifest AS subject
                    WHERE subject.repository_id = manifest.repository_id
                      AND subject.digest = manifest.subject_digest)
                  AND NOT EXISTS (SELECT 1 FROM manifest_lock
                    WHERE manifest_lock.repository_id = manifest.repository_id
                      AND manifest_lock.digest = manifest.digest)
                ORDER BY manifest.digest LIMIT ?
                """,
                row -> new Untagged.Found(
                        Digest.parse(row.text(1)), row.number(3), Instant.EPOCH.plus(row.number(2), ChronoUnit.MICROS)),
                repositoryId,
                last,
                limit);
    }
}
