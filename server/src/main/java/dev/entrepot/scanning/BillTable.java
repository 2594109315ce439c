package dev.entrepot.scanning;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.util.List;
import java.util.Optional;

/// Table `attached_bill`.
final class BillTable {
    /// An image of a repository that asks for bills.
    ///
    /// @param setting what the repository says of scanning
    /// @param scannedAt when it was read
    record Wanting(long repositoryId, RepositoryName repository, Digest digest, String setting, long scannedAt) {}

    /// Images that were read since bills of a format were attached to them, or have none, behind a place in the order
    /// of
    /// repositories and digests.
    List<Wanting> wanting(Sql sql, String format, long repositoryId, String digest, int limit) {
        return sql.list(
                """
                SELECT repository.id, repository.name, manifest.digest, repository.scanning, image_scan.scanned_at
                FROM repository
                JOIN manifest ON manifest.repository_id = repository.id
                JOIN image_scan ON image_scan.namespace = repository.namespace AND image_scan.digest = manifest.digest
                LEFT JOIN attached_bill ON attached_bill.repository_id = repository.id
                  AND attached_bill.digest = manifest.digest AND attached_bill.format = ?
                WHERE repository.scanning <> '' AND repository.deleted_at IS NULL
                  AND image_scan.state IN ('read', 'part') AND image_scan.scanned_at IS NOT NULL
                  AND (attached_bill.scanned_at IS NULL OR attached_bill.scanned_at <> image_scan.scanned_at)
                  AND (repository.id, manifest.digest) > (?, ?)
                ORDER BY repository.id, manifest.digest LIMIT ?
                """,
                row -> new Wanting(
                        row.number(1),
                        new RepositoryName(row.text(2)),
                        Digest.parse(row.text(3)),
                        row.text(4),
                        row.number(5)),
                format,
                repositoryId,
                digest,
                limit);
    }

    /// The manifest of the bill that an image has.
    Optional<Digest> attached(Sql sql, Wanting image, String format) {
        return sql.first(
                "SELECT bill_digest FROM attached_bill WHERE repository_id = ? AND digest = ? AND format = ?",
                row -> Digest.parse(row.text(1)),
                image.repositoryId,
                image.digest.toString(),
                format);
    }

    void put(Sql sql, Wanting image, String format, Digest bill) {
        sql.update("""
                INSERT INTO attached_bill (repository_id, digest, format, bill_digest, scanned_at)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (repository_id, digest, format) DO UPDATE SET bill_digest = excluded.bill_digest,
                  scanned_at = excluded.scanned_at
                """, image.repositoryId, image.digest.toString(), format, bill.toString(), image.scannedAt);
    }

    /// Forgets bills of images that are no more.
    int forget(Sql sql, int limit) {
        return sql.update("""
                DELETE FROM attached_bill WHERE (repository_id, digest, format) IN (
                  SELECT repository_id, digest, format FROM attached_bill
                  WHERE NOT EXISTS (SELECT 1 FROM manifest
                    WHERE manifest.repository_id = attached_bill.repository_id AND manifest.digest = attached_bill.digest)
                  LIMIT ?)
                """, limit);
    }
}
