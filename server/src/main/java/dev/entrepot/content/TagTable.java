package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.Optional;

/// Tables `tag` (where each tag points) and `tag_move` (every move it ever made, by a version per tag).
final class TagTable {
    Optional<Digest> find(Sql sql, long repositoryId, Tag tag) {
        return sql.first(
                "SELECT digest FROM tag WHERE repository_id = ? AND name = ?",
                row -> Digest.parse(row.text(1)),
                repositoryId,
                tag.text());
    }

    List<String> namesAfter(Sql sql, long repositoryId, String last, int limit) {
        return sql.list(
                "SELECT name FROM tag WHERE repository_id = ? AND name > ? ORDER BY name LIMIT ?",
                row -> row.text(1),
                repositoryId,
                last,
                limit);
    }

    List<String> namesOf(Sql sql, long repositoryId, Digest digest) {
        return sql.list(
                "SELECT name FROM tag WHERE repository_id = ? AND digest = ? ORDER BY name",
                row -> row.text(1),
                repositoryId,
                digest.toString());
    }

    /// Points the tag at a manifest, and returns where it pointed before. The same digest again is no move.
    Optional<Digest> move(Sql sql, long repositoryId, Tag tag, Digest digest, String by, long now) {
        Optional<Digest> before = find(sql, repositoryId, tag);
        if (before.filter(digest::equals).isPresent()) {
            return before;
        }
        long version = record(sql, repositoryId, tag.text(), Optional.of(digest), by, now);
        sql.update("""
                INSERT INTO tag (repository_id, name, digest, version, moved_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (repository_id, name) DO UPDATE SET
                  digest = excluded.digest, version = excluded.version, moved_at = excluded.moved_at
                """, repositoryId, tag.text(), digest.toString(), version, now);
        return before;
    }

    /// Removes the tag; false when there was none.
    boolean delete(Sql sql, long repositoryId, String tag, String by, long now) {
        if (sql.update("DELETE FROM tag WHERE repository_id = ? AND name = ?", repositoryId, tag) == 0) {
            return false;
        }
        record(sql, repositoryId, tag, Optional.empty(), by, now);
        return true;
    }

    private static long record(Sql sql, long repositoryId, String tag, Optional<Digest> digest, String by, long now) {
        return sql.first(
                        """
                        INSERT INTO tag_move (repository_id, name, version, digest, moved_at, moved_by)
                        SELECT ?, ?, COALESCE(MAX(version), 0) + 1, CAST(? AS TEXT), CAST(? AS BIGINT), ?
                        FROM tag_move WHERE repository_id = ? AND name = ?
                        RETURNING version
                        """,
                        row -> row.number(1),
                        repositoryId,
                        tag,
                        digest.map(Digest::toString).orElse(null),
                        now,
                        by,
                        repositoryId,
                        tag)
                .orElseThrow();
    }
}
