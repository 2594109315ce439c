package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.RepositoryName;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// Tables `namespace` and `repository`.
final class RepositoryTable {
    private static final SecureRandom RANDOM = new SecureRandom();

    Optional<Long> find(Sql sql, RepositoryName name) {
        return sql.first("SELECT id FROM repository WHERE name = ?", row -> row.number(1), name.text());
    }

    /// The id of the repository, made with its namespace when it does not exist.
    long ensure(Sql sql, RepositoryName name, long now) {
        Optional<Long> existing = find(sql, name);
        if (existing.isPresent()) {
            return existing.get();
        }
        sql.update(
                "INSERT INTO namespace (name, created_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                name.namespace(),
                now);
        sql.update("""
                INSERT INTO repository (id, namespace, name, created_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (name) DO NOTHING
                """, RANDOM.nextLong() >>> 1, name.namespace(), name.text(), now);
        return find(sql, name).orElseThrow(() -> new IllegalStateException("no row for repository " + name));
    }

    /// Names after `last`, in byte order, at most `limit`.
    List<String> namesAfter(Sql sql, String last, int limit) {
        return sql.list(
                "SELECT name FROM repository WHERE name > ? ORDER BY name LIMIT ?", row -> row.text(1), last, limit);
    }
}
