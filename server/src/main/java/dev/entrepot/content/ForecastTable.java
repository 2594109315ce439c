package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.storage.StorageKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Counts what deletions would take, over the tables of content.
final class ForecastTable {
    /// As {@link Outlook.Whole}.
    record Extent(long repositories, long manifests, long tags, long blobs, long blobBytes) {
        Outlook.Whole until(Instant keepUntil) {
            return new Outlook.Whole(repositories, manifests, tags, blobs, blobBytes, keepUntil);
        }
    }

    List<Digest> blobsOf(Sql sql, long repositoryId, Digest manifest) {
        return sql.list(
                "SELECT blob_digest FROM manifest_blob WHERE repository_id = ? AND manifest_digest = ?",
                row -> Digest.parse(row.text(1)),
                repositoryId,
                manifest.toString());
    }

    Optional<Link> link(Sql sql, long repositoryId, Digest digest) {
        return sql.first(
                """
                SELECT storage_key, size, leased_until FROM link
                WHERE repository_id = ? AND digest = ? AND state = 'present'
                """,
                row -> new Link(new StorageKey(row.text(1)), row.number(2), row.number(3)),
                repositoryId,
                digest.toString());
    }

    /// Whether no further manifest of the repository names the blob, and nothing else links its bytes.
    boolean heldOnce(Sql sql, long repositoryId, Digest digest, int namings, Link link) {
        return sql.first(
                        """
                        SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM manifest_blob
                            WHERE repository_id = ? AND blob_digest = ? LIMIT ?) AS naming),
                          (SELECT COUNT(*) FROM (SELECT 1 FROM link WHERE storage_key = ? LIMIT 2) AS linking)
                        """,
                        row -> row.number(1) == namings && row.number(2) == 1,
                        repositoryId,
                        digest.toString(),
                        namings + 1,
                        link.key().text())
                .orElseThrow();
    }

    /// What was deleted in the repository before ends with it, so it holds nothing.
    Extent repository(Sql sql, long id) {
        return sql.first("""
                        SELECT 1, (SELECT COUNT(*) FROM manifest WHERE repository_id = ?),
                          (SELECT COUNT(*) FROM tag WHERE repository_id = ?), COUNT(*), COALESCE(SUM(size), 0)
                        FROM link WHERE repository_id = ? AND state = 'present' AND NOT EXISTS (
                          SELECT 1 FROM link other
                          WHERE other.storage_key = link.storage_key AND other.repository_id <> ?
                            AND NOT EXISTS (SELECT 1 FROM deletion
                              WHERE deletion.bin_id = other.repository_id AND deletion.repository_id = ?))
                        """, ForecastTable::extent, id, id, id, id, id).orElseThrow();
    }

    Extent namespace(Sql sql, String name) {
        return sql.first("""
                        SELECT (SELECT COUNT(*) FROM repository WHERE namespace = ? AND deleted_at IS NULL),
                          (SELECT COUNT(*) FROM repository JOIN manifest ON manifest.repository_id = repository.id
                            WHERE repository.namespace = ? AND repository.deleted_at IS NULL),
                          (SELECT COUNT(*) FROM repository JOIN tag ON tag.repository_id = repository.id
                            WHERE repository.namespace = ? AND repository.deleted_at IS NULL),
                          COUNT(*), COALESCE(SUM(size), 0)
                        FROM (SELECT DISTINCT link.storage_key, link.size FROM repository
                          JOIN link ON link.repository_id = repository.id AND link.state = 'present'
                          WHERE repository.namespace = ?) AS held
                        WHERE NOT EXISTS (SELECT 1 FROM link other
                          JOIN repository elsewhere ON elsewhere.id = other.repository_id
                          WHERE other.storage_key = held.storage_key AND elsewhere.namespace <> ?)
                        """, ForecastTable::extent, name, name, name, name, name)
                .orElseThrow();
    }

    private static Extent extent(Row row) {
        return new Extent(row.number(1), row.number(2), row.number(3), row.number(4), row.number(5));
    }
}
