package dev.entrepot.policy;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Place;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tables `exemption` and `exemption_digest`, and of tags and indexes what an exemption must know.
final class ExemptionTable {
    private static final int CURSOR_PARTS = 3;
    private static final String BETWEEN = " ";

    record Stored(
            String id,
            ExemptionScope scope,
            IssueId issue,
            String reason,
            String author,
            String authorName,
            long createdAt,
            @Nullable Long expiresAt) {}

    /// One that holds for an image now.
    record Applying(String issueKey, Waiver waiver) {}

    /// What holds for an image of a repository at that time.
    List<Applying> applying(Sql sql, Place repository, String digest, long now) {
        return sql.list("""
                SELECT issue_key, id, reason, author_name, expires_at FROM exemption
                WHERE namespace = ? AND repository IN ('', ?) AND (expires_at IS NULL OR expires_at > ?)
                  AND (tag = '' OR EXISTS (SELECT 1 FROM exemption_digest
                    WHERE exemption_digest.exemption_id = exemption.id AND exemption_digest.digest = ?))
                ORDER BY id
                """, ExemptionTable::applying, repository.namespace(), repository.repository(), now, digest);
    }

    private static Applying applying(Row row) {
        return new Applying(
                row.text(1),
                new Waiver(
                        Waiver.Kind.EXEMPTION,
                        row.text(2),
                        row.text(3),
                        row.text(4),
                        row.optionalNumber(5).map(ExemptionTable::instant)));
    }

    /// Those of a namespace behind a cursor, in byte order of repository, tag and issue.
    List<Exemption> after(Sql sql, String namespace, String cursor, long now, int limit) {
        String[] last = cursor.split(BETWEEN, -1);
        boolean known = last.length == CURSOR_PARTS;
        return sql.list(
                """
                SELECT id, repository, tag, issue, reason, author_name, created_at, expires_at,
                  (SELECT COUNT(*) FROM exemption_digest WHERE exemption_digest.exemption_id = exemption.id)
                FROM exemption
                WHERE namespace = ? AND (? = 0 OR (repository, tag, issue_key) > (?, ?, ?))
                ORDER BY repository, tag, issue_key LIMIT ?
                """,
                row -> exemption(row, namespace, now),
                namespace,
                known ? 1 : 0,
                known ? last[0] : "",
                known ? last[1] : "",
                known ? last[2] : "",
                limit);
    }

    private static Exemption exemption(Row row, String namespace, long now) {
        Optional<Long> end = row.optionalNumber(8);
        return new Exemption(
                row.text(1),
                new ExemptionScope(new Place(namespace, row.text(2)), row.text(3)),
                row.text(4),
                row.text(5),
                row.text(6),
                instant(row.number(7)),
                end.map(ExemptionTable::instant),
                end.filter(micros -> micros <= now).isPresent(),
                row.number(9));
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    void insert(Sql sql, Stored exemption, List<String> digests) {
        ExemptionScope scope = exemption.scope();
        sql.update(
                """
                INSERT INTO exemption (id, namespace, repository, tag, issue, issue_key, reason, author, author_name,
                  created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                exemption.id,
                scope.place().namespace(),
                scope.place().repository(),
                scope.tag(),
                exemption.issue.text(),
                exemption.issue.key(),
                exemption.reason,
                exemption.author,
                exemption.authorName,
                exemption.createdAt,
                exemption.expiresAt);
        sql.updateAll(
                "INSERT INTO exemption_digest (exemption_id, digest) VALUES (?, ?)",
                digests.stream()
                        .map(digest -> new @Nullable Object[] {exemption.id, digest})
                        .toList());
    }

    Optional<String> id(Sql sql, ExemptionScope scope, String issueKey) {
        return sql.first(
                "SELECT id FROM exemption WHERE namespace = ? AND repository = ? AND tag = ? AND issue_key = ?",
                row -> row.text(1),
                scope.place().namespace(),
                scope.place().repository(),
                scope.tag(),
                issueKey);
    }

    void delete(Sql sql, String id) {
        sql.update("DELETE FROM exemption_digest WHERE exemption_id = ?", id);
        sql.update("DELETE FROM exemption WHERE id = ?", id);
    }

    /// Forgets those of a namespace that ended before that time.
    void forget(Sql sql, String namespace, long endedBefore) {
        sql.update("""
                DELETE FROM exemption_digest WHERE exemption_id IN (
                  SELECT id FROM exemption WHERE namespace = ? AND expires_at < ?)
                """, namespace, endedBefore);
        sql.update("DELETE FROM exemption WHERE namespace = ? AND expires_at < ?", namespace, endedBefore);
    }

    long count(Sql sql, String namespace) {
        return sql.first("SELECT COUNT(*) FROM exemption WHERE namespace = ?", row -> row.number(1), namespace)
                .orElseThrow();
    }

    int rename(Sql sql, Place from, Place to) {
        return sql.update(
                "UPDATE exemption SET repository = ? WHERE namespace = ? AND repository = ?",
                to.repository(),
                from.namespace(),
                from.repository());
    }

    /// Those of one repository, and of its tags.
    int deleteOf(Sql sql, Place repository) {
        sql.update("""
                DELETE FROM exemption_digest WHERE exemption_id IN (
                  SELECT id FROM exemption WHERE namespace = ? AND repository = ?)
                """, repository.namespace(), repository.repository());
        return sql.update(
                "DELETE FROM exemption WHERE namespace = ? AND repository = ?",
                repository.namespace(),
                repository.repository());
    }

    int deleteAllIn(Sql sql, String namespace) {
        sql.update("""
                DELETE FROM exemption_digest WHERE exemption_id IN (SELECT id FROM exemption WHERE namespace = ?)
                """, namespace);
        return sql.update("DELETE FROM exemption WHERE namespace = ?", namespace);
    }

    /// A manifest that a tag points to.
    record Tagged(long repositoryId, String digest) {}

    Optional<Tagged> tagged(Sql sql, ExemptionScope scope) {
        return sql.first(
                """
                SELECT repository.id, tag.digest FROM repository JOIN tag ON tag.repository_id = repository.id
                WHERE repository.name = ? AND repository.deleted_at IS NULL AND tag.name = ?
                """,
                row -> new Tagged(row.number(1), row.text(2)),
                scope.place().repository(),
                scope.tag());
    }

    /// What an index names, present or not.
    List<String> children(Sql sql, long repositoryId, String digest, int limit) {
        return new ArrayList<>(sql.list(
                "SELECT child_digest FROM manifest_child WHERE repository_id = ? AND parent_digest = ? LIMIT ?",
                row -> row.text(1),
                repositoryId,
                digest,
                limit));
    }
}
