package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Table `tag_move`, looked back upon.
final class TagHistoryTable {
    /// A tag then and now.
    ///
    /// @param then where it pointed; empty when there was no such tag
    /// @param movedAt since when; the epoch when there was none
    /// @param now where it points; empty when there is none
    /// @param version of its last move
    record TagThen(Tag tag, Optional<Digest> then, Instant movedAt, Optional<Digest> now, long version) {}

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /// Moves of a tag before that version, the newest first.
    List<TagMove> moves(Sql sql, long repositoryId, Tag tag, long before, int limit) {
        return sql.list(
                """
                SELECT move.version, move.digest, move.moved_at, move.moved_by,
                  (SELECT earlier.digest FROM tag_move AS earlier
                   WHERE earlier.repository_id = move.repository_id AND earlier.name = move.name
                     AND earlier.version < move.version
                   ORDER BY earlier.version DESC LIMIT 1)
                FROM tag_move AS move
                WHERE move.repository_id = ? AND move.name = ? AND move.version < ?
                ORDER BY move.version DESC LIMIT ?
                """,
                row -> new TagMove(row.number(1), digest(row, 5), digest(row, 2), instant(row.number(3)), row.text(4)),
                repositoryId,
                tag.text(),
                before,
                limit);
    }

    private static Optional<Digest> digest(Row row, int column) {
        return row.optionalText(column).map(Digest::parse);
    }

    /// The next tags after `last`, in byte order, that there ever were, as they were at a moment. Goes from name to
    /// name
    /// by the key: it reads no more of a tag with many moves than those since.
    List<TagThen> thenAfter(Sql sql, long repositoryId, String last, long at, int limit) {
        return sql.list(
                """
                WITH RECURSIVE names (name, place) AS (
                  SELECT (SELECT MIN(tag_move.name) FROM tag_move
                          WHERE tag_move.repository_id = ? AND tag_move.name > ?), 1
                  UNION ALL
                  SELECT (SELECT MIN(tag_move.name) FROM tag_move
                          WHERE tag_move.repository_id = ? AND tag_move.name > names.name), names.place + 1
                  FROM names WHERE names.name IS NOT NULL AND names.place < ?
                )
                SELECT names.name, move.digest, move.moved_at, tag.digest,
                  (SELECT MAX(newest.version) FROM tag_move AS newest
                   WHERE newest.repository_id = ? AND newest.name = names.name)
                FROM names
                LEFT JOIN tag_move AS move ON move.repository_id = ? AND move.name = names.name
                  AND move.version = (SELECT last.version FROM tag_move AS last
                    WHERE last.repository_id = ? AND last.name = names.name AND last.moved_at <= ?
                    ORDER BY last.version DESC LIMIT 1)
                LEFT JOIN tag ON tag.repository_id = ? AND tag.name = names.name
                WHERE names.name IS NOT NULL
                ORDER BY names.name
                """,
                TagHistoryTable::then,
                repositoryId,
                last,
                repositoryId,
                limit,
                repositoryId,
                repositoryId,
                repositoryId,
                at,
                repositoryId);
    }

    private static TagThen then(Row row) {
        return new TagThen(
                new Tag(row.text(1)),
                digest(row, 2),
                row.optionalNumber(3).map(TagHistoryTable::instant).orElse(Instant.EPOCH),
                digest(row, 4),
                row.number(5));
    }

    /// One tag at a moment; empty when there never was one.
    Optional<TagThen> then(Sql sql, long repositoryId, Tag tag, long at) {
        return sql.first("""
                SELECT newest.name, move.digest, move.moved_at, tag.digest, newest.version
                FROM tag_move AS newest
                LEFT JOIN tag_move AS move ON move.repository_id = newest.repository_id AND move.name = newest.name
                  AND move.version = (SELECT last.version FROM tag_move AS last
                    WHERE last.repository_id = ? AND last.name = ? AND last.moved_at <= ?
                    ORDER BY last.version DESC LIMIT 1)
                LEFT JOIN tag ON tag.repository_id = newest.repository_id AND tag.name = newest.name
                WHERE newest.repository_id = ? AND newest.name = ?
                ORDER BY newest.version DESC LIMIT 1
                """, TagHistoryTable::then, repositoryId, tag.text(), at, repositoryId, tag.text());
    }

    /// The version of a tag's last move; 0 when it never made one.
    long version(Sql sql, long repositoryId, Tag tag) {
        return sql.first(
                        "SELECT version FROM tag_move WHERE repository_id = ? AND name = ? ORDER BY version DESC LIMIT 1",
                        row -> row.number(1),
                        repositoryId,
                        tag.text())
                .orElse(0L);
    }
}
