package dev.entrepot.scanning;

import dev.entrepot.database.Sql;
import java.util.List;

/// Table `external_scan`: what scanners beside the built-in one were asked, and what they answered.
///
/// ```
/// waiting ─ asked for ─→ asked ─ report ─→ done ─ rescan-every later ─→ waiting
///    ↑                     │
///    └── forgotten, failed ┘     (after MOST attempts: failed, until rescan-every later)
/// ```
final class ExternalScanTable {
    /// An image for an adapter to look at.
    ///
    /// @param repository one that holds it, with its namespace
    /// @param size of its manifest, in bytes
    record Image(String namespace, String digest, String repository, String mediaType, long size) {}

    /// A row whose time has come.
    ///
    /// @param request the adapter's id of what it was asked; empty text while it was not
    /// @param nextAt as it was read: whoever moves it has the row
    record Due(Image image, String request, long attempts, long nextAt) {
        boolean asked() {
            return !request.isEmpty();
        }
    }

    /// Adds images that were read and that the scanner has not been asked about.
    int offer(Sql sql, String scanner, long now, int limit) {
        return sql.update("""
                INSERT INTO external_scan (scanner, namespace, digest, request, attempts, next_at, problem)
                SELECT ?, image_scan.namespace, image_scan.digest, '', 0, ?, ''
                FROM image_scan
                WHERE image_scan.state IN ('read', 'part') AND NOT EXISTS (
                  SELECT 1 FROM external_scan
                  WHERE external_scan.scanner = ? AND external_scan.namespace = image_scan.namespace
                    AND external_scan.digest = image_scan.digest)
                LIMIT ?
                """, scanner, now, scanner, limit);
    }

    /// Rows whose time has come, those that were asked for first. An image that no repository holds any more has none.
    List<Due> due(Sql sql, String scanner, long now, int limit) {
        return sql.list(
                """
                SELECT external_scan.namespace, external_scan.digest, MIN(repository.name), MIN(manifest.media_type),
                  MIN(manifest.size), external_scan.request, external_scan.attempts, external_scan.next_at
                FROM external_scan
                JOIN repository ON repository.namespace = external_scan.namespace AND repository.deleted_at IS NULL
                JOIN manifest ON manifest.repository_id = repository.id AND manifest.digest = external_scan.digest
                WHERE external_scan.scanner = ? AND external_scan.next_at <= ?
                GROUP BY external_scan.namespace, external_scan.digest, external_scan.request, external_scan.attempts,
                  external_scan.next_at
                ORDER BY external_scan.next_at, external_scan.namespace, external_scan.digest LIMIT ?
                """,
                row -> new Due(
                        new Image(row.text(1), row.text(2), row.text(3), row.text(4), row.number(5)),
                        row.text(6),
                        row.number(7),
                        row.number(8)),
                scanner,
                now,
                limit);
    }

    /// Takes a row for a while; false when another node was faster.
    boolean claim(Sql sql, String scanner, Due due, long until) {
        return sql.update("""
                        UPDATE external_scan SET next_at = ?
                        WHERE scanner = ? AND namespace = ? AND digest = ? AND next_at = ?
                        """, until, scanner, due.image.namespace, due.image.digest, due.nextAt) == 1;
    }

    /// Notes what is to be asked next, and when.
    void note(Sql sql, String scanner, Image image, Step step) {
        sql.update("""
                UPDATE external_scan SET request = ?, attempts = ?, next_at = ?, problem = ?
                WHERE scanner = ? AND namespace = ? AND digest = ?
                """, step.request, step.attempts, step.nextAt, step.problem, scanner, image.namespace, image.digest);
    }

    /// What a row says after a step.
    record Step(String request, long attempts, long nextAt, String problem) {}

    /// Keeps an answer until the next one.
    void answer(Sql sql, String scanner, Image image, long now, long nextAt, byte[] findings) {
        sql.update("""
                UPDATE external_scan SET request = '', attempts = 0, next_at = ?, problem = '', scanned_at = ?, findings = ?
                WHERE scanner = ? AND namespace = ? AND digest = ?
                """, nextAt, now, findings, scanner, image.namespace, image.digest);
    }

    /// What scanners said of an image, encoded; see {@link FindingsCodec}.
    List<byte[]> findings(Sql sql, String namespace, String digest) {
        return sql.list("""
                SELECT findings FROM external_scan
                WHERE namespace = ? AND digest = ? AND findings IS NOT NULL ORDER BY scanner
                """, row -> row.bytes(1), namespace, digest);
    }

    /// Forgets what scanners said of images that are known no more.
    int sweep(Sql sql, int limit) {
        return sql.update("""
                DELETE FROM external_scan WHERE (scanner, namespace, digest) IN (
                  SELECT external_scan.scanner, external_scan.namespace, external_scan.digest FROM external_scan
                  WHERE NOT EXISTS (SELECT 1 FROM image_scan
                    WHERE image_scan.namespace = external_scan.namespace AND image_scan.digest = external_scan.digest)
                  LIMIT ?)
                """, limit);
    }
}
