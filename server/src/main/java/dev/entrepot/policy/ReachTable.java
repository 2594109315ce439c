package dev.entrepot.policy;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.util.List;

/// What leads to manifests and blobs, over the tables of content.
final class ReachTable {
    /// The tags through which a manifest is reached, itself or through indexes: at most `limit`, in their
    /// order.
    List<String> tags(Sql sql, long repositoryId, Digest digest, int limit) {
        return sql.list("""
                WITH RECURSIVE above (digest) AS (
                  SELECT digest FROM manifest WHERE repository_id = ? AND digest = ?
                  UNION
                  SELECT manifest_child.parent_digest FROM above
                  JOIN manifest_child
                    ON manifest_child.repository_id = ? AND manifest_child.child_digest = above.digest
                )
                SELECT DISTINCT tag.name FROM above
                JOIN tag ON tag.repository_id = ? AND tag.digest = above.digest
                ORDER BY tag.name LIMIT ?
                """, row -> row.text(1), repositoryId, digest.toString(), repositoryId, repositoryId, limit);
    }

    /// Manifests after `last` that name a blob, in byte order of their digests.
    List<Digest> naming(Sql sql, long repositoryId, Digest blob, String last, int limit) {
        return sql.list("""
                SELECT manifest_digest FROM manifest_blob
                WHERE repository_id = ? AND blob_digest = ? AND manifest_digest > ?
                ORDER BY manifest_digest LIMIT ?
                """, row -> Digest.parse(row.text(1)), repositoryId, blob.toString(), last, limit);
    }

    /// A manifest of a repository.
    ///
    /// @param pulledAt in microseconds since 1970; -1 when it was not pulled since that is noted
    record Listed(Digest digest, long pulledAt) {}

    /// Manifests of a repository after `last`, in byte order of their digests.
    List<Listed> manifests(Sql sql, long repositoryId, String last, int limit) {
        return sql.list(
                """
                SELECT digest, pulled_at FROM manifest WHERE repository_id = ? AND digest > ? ORDER BY digest LIMIT ?
                """,
                row -> new Listed(
                        Digest.parse(row.text(1)), row.optionalNumber(2).orElse(-1L)),
                repositoryId,
                last,
                limit);
    }

    /// The tags that point to a manifest: at most `limit`.
    List<String> pointing(Sql sql, long repositoryId, Digest digest, int limit) {
        return sql.list(
                "SELECT name FROM tag WHERE repository_id = ? AND digest = ? ORDER BY name LIMIT ?",
                row -> row.text(1),
                repositoryId,
                digest.toString(),
                limit);
    }
}
