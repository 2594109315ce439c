package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.storage.StorageKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What hangs on a manifest, over the tables `manifest`, `manifest_child`, `manifest_blob`, `link` and `tag`; and
/// copies
/// of it in other repositories.
final class GraphTable {
    /// Children of an index, and whether they are here.
    record Child(String digest, boolean present) {}

    /// A tag of signatures and the like, and where it points.
    record SignatureTag(String name, String digest) {}

    /// What a manifest names.
    ///
    /// @param key empty while it is absent
    record Named(Digest digest, @Nullable StorageKey key, long size) {}

    List<Child> children(Sql sql, long repositoryId, String digest) {
        return sql.list("""
                SELECT child_digest, present_digest FROM manifest_child
                WHERE repository_id = ? AND parent_digest = ? ORDER BY child_digest
                """, row -> new Child(row.text(1), row.optionalText(2).isPresent()), repositoryId, digest);
    }

    List<String> referrers(Sql sql, long repositoryId, String digest, int limit) {
        return sql.list("""
                SELECT digest FROM manifest WHERE repository_id = ? AND subject_digest = ? ORDER BY digest LIMIT ?
                """, row -> row.text(1), repositoryId, digest, limit);
    }

    /// `sha256-<hex>`, with and without `.sig`, `.att` and `.sbom`.
    List<SignatureTag> signatureTags(Sql sql, long repositoryId, String digest) {
        String tag = digest.replace(':', '-');
        return sql.list(
                """
                SELECT name, digest FROM tag
                WHERE repository_id = ? AND name IN (?, ?, ?, ?) ORDER BY name
                """,
                row -> new SignatureTag(row.text(1), row.text(2)),
                repositoryId,
                tag,
                tag + ".att",
                tag + ".sbom",
                tag + ".sig");
    }

    List<Named> blobs(Sql sql, long repositoryId, String digest) {
        return sql.list("""
                SELECT link.digest, link.storage_key, link.size
                FROM manifest_blob
                JOIN link ON link.repository_id = manifest_blob.repository_id AND link.digest = manifest_blob.blob_digest
                WHERE manifest_blob.repository_id = ? AND manifest_blob.manifest_digest = ? ORDER BY link.digest
                """, GraphTable::named, repositoryId, digest);
    }

    private static Named named(Row row) {
        return new Named(
                Digest.parse(row.text(1)),
                row.optionalText(2).map(StorageKey::new).orElse(null),
                row.number(3));
    }

    /// Sizes of the manifest, of its children, and of all blobs that they name, each once; in bytes.
    long imageSize(Sql sql, long repositoryId, String digest) {
        return sql.first(
                        """
                        WITH RECURSIVE part (digest) AS (
                          SELECT manifest.digest FROM manifest
                          WHERE manifest.repository_id = ? AND manifest.digest = ?
                          UNION
                          SELECT manifest_child.present_digest FROM part
                          JOIN manifest_child
                            ON manifest_child.repository_id = ? AND manifest_child.parent_digest = part.digest
                          WHERE manifest_child.present_digest IS NOT NULL
                        )
                        SELECT
                          COALESCE((SELECT SUM(manifest.size) FROM part
                            JOIN manifest ON manifest.repository_id = ? AND manifest.digest = part.digest), 0)
                          + COALESCE((SELECT SUM(link.size) FROM (
                            SELECT DISTINCT manifest_blob.blob_digest AS digest FROM part
                            JOIN manifest_blob
                              ON manifest_blob.repository_id = ? AND manifest_blob.manifest_digest = part.digest) AS named
                            JOIN link ON link.repository_id = ? AND link.digest = named.digest), 0)
                        """,
                        row -> row.number(1),
                        repositoryId,
                        digest,
                        repositoryId,
                        repositoryId,
                        repositoryId,
                        repositoryId)
                .orElse(0L);
    }

    /// Where a copy goes, and under whose name.
    record Copy(long from, long to, Lease lease, String by, long now) {}

    /// Makes the row of a manifest in another repository; empty when that has it already, and the lease is renewed.
    /// Returns its size in bytes.
    Optional<Long> copy(Sql sql, String digest, Copy copy) {
        Optional<Long> made = sql.first(
                """
                INSERT INTO manifest (repository_id, digest, media_type, size, artifact_type, subject_digest,
                  leased_until, leased_by, pushed_at, pushed_by)
                SELECT CAST(? AS BIGINT), digest, media_type, size, artifact_type, subject_digest,
                  CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS TEXT)
                FROM manifest WHERE repository_id = ? AND digest = ?
                ON CONFLICT (repository_id, digest) DO NOTHING RETURNING size
                """,
                row -> row.number(1),
                copy.to,
                copy.lease.until(),
                copy.lease.holder(),
                copy.now,
                copy.by,
                copy.from,
                digest);
        if (made.isPresent()) {
            // Sparse parents that waited for this child now hold it.
            sql.update("""
                    UPDATE manifest_child SET present_digest = child_digest
                    WHERE repository_id = ? AND child_digest = ? AND present_digest IS NULL
                    """, copy.to, digest);
        }
        return made;
    }

    /// Notes that a manifest was pushed again, by whoever promotes it.
    void repush(Sql sql, String digest, Copy copy) {
        sql.update(
                """
                UPDATE manifest SET leased_by = ?,
                  leased_until = CASE WHEN leased_until > ? THEN leased_until ELSE ? END, pushed_at = ?, pushed_by = ?
                WHERE repository_id = ? AND digest = ?
                """, copy.lease.holder(), copy.lease.until(), copy.lease.until(), copy.now, copy.by, copy.to, digest);
    }

    boolean has(Sql sql, long repositoryId, String digest) {
        return sql.first(
                        "SELECT 1 FROM manifest WHERE repository_id = ? AND digest = ?",
                        row -> row.number(1),
                        repositoryId,
                        digest)
                .isPresent();
    }

    /// Whether the tag pointed to that manifest once, or does.
    boolean everPointed(Sql sql, long repositoryId, String tag, String digest) {
        return sql.first(
                        "SELECT 1 FROM tag_move WHERE repository_id = ? AND name = ? AND digest = ? LIMIT 1",
                        row -> row.number(1),
                        repositoryId,
                        tag,
                        digest)
                .isPresent();
    }
}
