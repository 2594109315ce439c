package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    ///
    /// Nothing is looked for before it is written: on PostgreSQL, who reads a page of an index meets everybody who
    /// inserts there.
    Optional<Digest> move(Sql sql, long repositoryId, Tag tag, Digest digest, String by, long now) {
        Move move = new Move(repositoryId, tag.text(), Optional.of(digest), by, now);
        Optional<Moved> moved = point(sql, move);
        if (moved.isEmpty()) {
            return Optional.of(digest);
        }
        if (!record(sql, move, moved.get().version)) {
            resume(sql, move, recordNext(sql, move));
        }
        return moved.get().before;
    }

    private record Moved(long version, Optional<Digest> before) {}

    /// Empty when it pointed there already.
    private static Optional<Moved> point(Sql sql, Move move) {
        return sql.first(
                """
                INSERT INTO tag (repository_id, name, digest, version, moved_at) VALUES (?, ?, ?, 1, ?)
                ON CONFLICT (repository_id, name) DO UPDATE SET digest = excluded.digest,
                  previous_digest = tag.digest, version = tag.version + 1, moved_at = excluded.moved_at
                WHERE tag.digest <> excluded.digest
                RETURNING version, previous_digest
                """,
                row -> new Moved(row.number(1), row.optionalText(2).map(Digest::parse)),
                move.repositoryId,
                move.tag,
                move.digestText(),
                move.now);
    }

    /// @param digest empty for a deletion
    private record Move(long repositoryId, String tag, Optional<Digest> digest, String by, long now) {
        @Nullable
        String digestText() {
            return digest.map(Digest::toString).orElse(null);
        }
    }

    /// A tag that was deleted once goes on where it ended, instead of anew.
    private static void resume(Sql sql, Move move, long version) {
        sql.update(
                "UPDATE tag SET version = ? WHERE repository_id = ? AND name = ?",
                version,
                move.repositoryId,
                move.tag);
    }

    /// Removes the tag; false when there was none.
    boolean delete(Sql sql, long repositoryId, String tag, String by, long now) {
        if (sql.update("DELETE FROM tag WHERE repository_id = ? AND name = ?", repositoryId, tag) == 0) {
            return false;
        }
        recordNext(sql, new Move(repositoryId, tag, Optional.empty(), by, now));
        return true;
    }

    /// False when there is a move of this version.
    private static boolean record(Sql sql, Move move, long version) {
        return sql.update("""
                        INSERT INTO tag_move (repository_id, name, version, digest, moved_at, moved_by)
                        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (repository_id, name, version) DO NOTHING
                        """, move.repositoryId, move.tag, version, move.digestText(), move.now, move.by) == 1;
    }

    /// Behind the last move that there is; returns its version.
    private static long recordNext(Sql sql, Move move) {
        return sql.first(
                        """
                        INSERT INTO tag_move (repository_id, name, version, digest, moved_at, moved_by)
                        SELECT ?, ?, COALESCE(MAX(version), 0) + 1, CAST(? AS TEXT), CAST(? AS BIGINT), ?
                        FROM tag_move WHERE repository_id = ? AND name = ?
                        RETURNING version
                        """,
                        row -> row.number(1),
                        move.repositoryId,
                        move.tag,
                        move.digestText(),
                        move.now,
                        move.by,
                        move.repositoryId,
                        move.tag)
                .orElseThrow();
    }
}
