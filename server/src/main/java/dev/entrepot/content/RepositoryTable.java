package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.RepositoryName;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// Table `repository`. Rows that are deleted but not emptied yet carry a name that nobody can ask for.
final class RepositoryTable {
    private static final SecureRandom RANDOM = new SecureRandom();

    Optional<Repository> find(Sql sql, RepositoryName name) {
        return sql.first(
                "SELECT id, name, visibility FROM repository WHERE name = ?", RepositoryTable::repository, name.text());
    }

    /// From a row that begins with id, name and visibility.
    static Repository repository(Row row) {
        return new Repository(row.number(1), new RepositoryName(row.text(2)), Visibility.stored(row.text(3)));
    }

    /// What a change of content must know, in its transaction.
    Optional<Home> home(Sql sql, RepositoryName name) {
        return sql.first("""
                SELECT repository.id, repository.name, repository.immutable_tags, namespace.max_bytes
                FROM repository JOIN namespace ON namespace.name = repository.namespace
                WHERE repository.name = ?
                """, RepositoryTable::home, name.text());
    }

    Optional<Home> home(Sql sql, long id) {
        return sql.first("""
                SELECT repository.id, repository.name, repository.immutable_tags, namespace.max_bytes
                FROM repository JOIN namespace ON namespace.name = repository.namespace
                WHERE repository.id = ? AND repository.deleted_at IS NULL
                """, RepositoryTable::home, id);
    }

    private static Home home(Row row) {
        return new Home(
                row.number(1),
                new RepositoryName(row.text(2)),
                row.text(3),
                row.optionalNumber(4).orElse(null));
    }

    /// Makes the repository from its namespace's template and returns its id.
    long insert(Sql sql, RepositoryName name, long now) {
        long id = RANDOM.nextLong() >>> 1;
        sql.update("""
                INSERT INTO repository (id, namespace, name, created_at, visibility, immutable_tags, retention, scanning)
                SELECT CAST(? AS BIGINT), name, ?, CAST(? AS BIGINT), template_visibility, template_immutable_tags,
                  template_retention, template_scanning
                FROM namespace WHERE name = ?
                """, id, name.text(), now, name.namespace());
        return id;
    }

    /// Repositories of a namespace that are not deleted.
    long count(Sql sql, String namespace) {
        return sql.first(
                        "SELECT COUNT(*) FROM repository WHERE namespace = ? AND deleted_at IS NULL",
                        row -> row.number(1),
                        namespace)
                .orElseThrow();
    }

    /// Names after `last`, in byte order, at most `limit`.
    List<String> namesAfter(Sql sql, String last, int limit) {
        return sql.list(
                "SELECT name FROM repository WHERE name > ? AND deleted_at IS NULL ORDER BY name LIMIT ?",
                row -> row.text(1),
                last,
                limit);
    }

    List<Repository> after(Sql sql, String last, int limit) {
        return sql.list(
                "SELECT id, name, visibility FROM repository WHERE name > ? AND deleted_at IS NULL ORDER BY name LIMIT ?",
                RepositoryTable::repository,
                last,
                limit);
    }

    List<Repository> after(Sql sql, String namespace, String last, int limit) {
        return sql.list("""
                SELECT id, name, visibility FROM repository
                WHERE namespace = ? AND name > ? AND deleted_at IS NULL ORDER BY name LIMIT ?
                """, RepositoryTable::repository, namespace, last, limit);
    }
}
