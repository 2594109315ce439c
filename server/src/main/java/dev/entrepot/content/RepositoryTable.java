package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.RepositoryName;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// Tables `namespace` and `repository`.
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

    Optional<Long> id(Sql sql, RepositoryName name) {
        return sql.first("SELECT id FROM repository WHERE name = ?", row -> row.number(1), name.text());
    }

    /// False when there is one already.
    boolean createNamespace(Sql sql, String name, long now) {
        return sql.update(
                        "INSERT INTO namespace (name, created_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                        name,
                        now)
                == 1;
    }

    /// Makes the repository and returns its id.
    long create(Sql sql, RepositoryName name, long now) {
        long id = RANDOM.nextLong() >>> 1;
        sql.update(
                "INSERT INTO repository (id, namespace, name, created_at) VALUES (?, ?, ?, ?)",
                id,
                name.namespace(),
                name.text(),
                now);
        return id;
    }

    /// Names after `last`, in byte order, at most `limit`.
    List<String> namesAfter(Sql sql, String last, int limit) {
        return sql.list(
                "SELECT name FROM repository WHERE name > ? ORDER BY name LIMIT ?", row -> row.text(1), last, limit);
    }

    List<Repository> after(Sql sql, String last, int limit) {
        return sql.list(
                "SELECT id, name, visibility FROM repository WHERE name > ? ORDER BY name LIMIT ?",
                RepositoryTable::repository,
                last,
                limit);
    }

    List<Repository> after(Sql sql, String namespace, String last, int limit) {
        return sql.list("""
                SELECT id, name, visibility FROM repository
                WHERE namespace = ? AND name > ? ORDER BY name LIMIT ?
                """, RepositoryTable::repository, namespace, last, limit);
    }
}
