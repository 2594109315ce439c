package dev.entrepot.retention;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what plans are made of: tables `manifest`, `tag`, `tag_move` and `manifest_child` of one repository, with its
/// locks, deployments and rests.
final class InventoryTable {
    /// A manifest as its rows say.
    ///
    /// @param parent an index that names it; empty text: none
    /// @param subject what it refers to; empty text: nothing
    /// @param subjectLives whether that is there
    /// @param lock why it is locked; empty: it is not
    /// @param rest what took its last tag; empty text: nothing did
    record Manifest(
            String digest,
            long pushedAt,
            long pulledAt,
            long leasedUntil,
            long expiresAfter,
            String parent,
            String subject,
            boolean subjectLives,
            Optional<String> lock,
            String rest) {}

    record Tag(String digest, String name, long version, long movedAt, long pulledAt) {}

    /// @param by whose report says so
    record Deployed(String digest, String by, long until) {}

    /// Manifests from `low` to `high`, in byte order of their digests.
    List<Manifest> manifests(Sql sql, long repositoryId, String low, String high, int limit) {
        return sql.list("""
                SELECT manifest.digest, manifest.pushed_at, manifest.pulled_at, manifest.leased_until,
                  manifest.expires_after,
                  (SELECT MIN(manifest_child.parent_digest) FROM manifest_child
                    WHERE manifest_child.repository_id = manifest.repository_id
                      AND manifest_child.present_digest = manifest.digest),
                  manifest.subject_digest,
                  (SELECT COUNT(*) FROM manifest AS subject
                    WHERE subject.repository_id = manifest.repository_id
                      AND subject.digest = manifest.subject_digest),
                  manifest_lock.reason, retention_rest.rule
                FROM manifest
                LEFT JOIN manifest_lock ON manifest_lock.repository_id = manifest.repository_id
                  AND manifest_lock.digest = manifest.digest
                LEFT JOIN retention_rest ON retention_rest.repository_id = manifest.repository_id
                  AND retention_rest.digest = manifest.digest
                WHERE manifest.repository_id = ? AND manifest.digest >= ? AND manifest.digest <= ?
                ORDER BY manifest.digest LIMIT ?
                """, InventoryTable::manifest, repositoryId, low, high, limit);
    }

    private static Manifest manifest(Row row) {
        return new Manifest(
                row.text(1),
                row.number(2),
                row.optionalNumber(3).orElse(0L),
                row.number(4),
                row.optionalNumber(5).orElse(0L),
                row.optionalText(6).orElse(""),
                row.optionalText(7).orElse(""),
                row.number(8) > 0,
                row.optionalText(9),
                row.optionalText(10).orElse(""));
    }

    /// Tags onto manifests from `low` to `high`, in byte order of the digests and then of the tags.
    List<Tag> tags(Sql sql, long repositoryId, String low, String high) {
        return sql.list(
                """
                SELECT digest, name, version, moved_at, pulled_at FROM tag
                WHERE repository_id = ? AND digest >= ? AND digest <= ? ORDER BY digest, name
                """,
                row -> new Tag(
                        row.text(1),
                        row.text(2),
                        row.number(3),
                        row.number(4),
                        row.optionalNumber(5).orElse(0L)),
                repositoryId,
                low,
                high);
    }

    /// What runs somewhere, and the indexes above that.
    Map<String, Deployed> deployed(Sql sql, long repositoryId, long now) {
        Map<String, Deployed> all = new HashMap<>();
        sql.list("""
                        WITH RECURSIVE held (digest, reporter, until) AS (
                          SELECT digest, name, expires_at FROM deployment WHERE repository_id = ? AND expires_at > ?
                          UNION
                          SELECT manifest_child.parent_digest, held.reporter, held.until
                          FROM held JOIN manifest_child ON manifest_child.repository_id = ?
                            AND manifest_child.present_digest = held.digest)
                        SELECT digest, reporter, until FROM held ORDER BY until, reporter
                        """, row -> new Deployed(row.text(1), row.text(2), row.number(3)), repositoryId, now, repositoryId)
                .forEach(each -> all.put(each.digest, each));
        return all;
    }

    /// When each digest that has no tag now lost its last one.
    Map<String, Long> untagged(Sql sql, long repositoryId) {
        Map<String, Long> all = new HashMap<>();
        sql.list("""
                        SELECT moves.digest, MAX(moves.left_at) AS left_at
                        FROM (SELECT digest, LEAD(moved_at) OVER (PARTITION BY name ORDER BY version) AS left_at
                              FROM tag_move WHERE repository_id = ?) AS moves
                        WHERE moves.digest IS NOT NULL AND moves.left_at IS NOT NULL
                          AND NOT EXISTS (SELECT 1 FROM tag
                            WHERE tag.repository_id = ? AND tag.digest = moves.digest)
                        GROUP BY moves.digest
                        """, row -> Map.entry(row.text(1), row.number(2)), repositoryId, repositoryId)
                .forEach(each -> all.put(each.getKey(), each.getValue()));
        return all;
    }
}
