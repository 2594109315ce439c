package dev.entrepot.retention;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.util.List;
import java.util.Optional;

/// Reads the policies of tables `namespace` and `repository`, and keeps table `retention_time`.
final class PolicyTable {
    /// A repository with the texts that rule over it.
    record Place(
            long id,
            String name,
            String namespace,
            String retention,
            String immutableTags,
            String namespaceRetention,
            String namespaceImmutableTags) {}

    /// Repositories of a namespace after `last`, in byte order of their names.
    List<Place> places(Sql sql, String namespace, String last, int limit) {
        return sql.list("""
                SELECT repository.id, repository.name, namespace.name, repository.retention, repository.immutable_tags,
                  namespace.retention, namespace.immutable_tags
                FROM repository JOIN namespace ON namespace.name = repository.namespace
                WHERE repository.namespace = ? AND repository.name > ? AND repository.deleted_at IS NULL
                ORDER BY repository.name LIMIT ?
                """, PolicyTable::place, namespace, last, limit);
    }

    Optional<Place> place(Sql sql, long id) {
        return sql.first("""
                SELECT repository.id, repository.name, namespace.name, repository.retention, repository.immutable_tags,
                  namespace.retention, namespace.immutable_tags
                FROM repository JOIN namespace ON namespace.name = repository.namespace
                WHERE repository.id = ? AND repository.deleted_at IS NULL
                """, PolicyTable::place, id);
    }

    Optional<Place> placeNamed(Sql sql, String name) {
        return sql.first("""
                SELECT repository.id, repository.name, namespace.name, repository.retention, repository.immutable_tags,
                  namespace.retention, namespace.immutable_tags
                FROM repository JOIN namespace ON namespace.name = repository.namespace
                WHERE repository.name = ? AND repository.deleted_at IS NULL
                """, PolicyTable::place, name);
    }

    private static Place place(Row row) {
        return new Place(row.number(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7));
    }

    /// Policies of namespaces and repositories after `last`, in byte order of their names.
    ///
    /// @param namespace the only one; empty text for all
    List<PolicySetting> policies(Sql sql, String namespace, String last, int limit) {
        return sql.list(
                """
                SELECT name, retention FROM namespace
                WHERE name > ? AND (? = '' OR name = ?) AND retention <> '' AND deleted_at IS NULL
                UNION ALL
                SELECT name, retention FROM repository
                WHERE name > ? AND (? = '' OR namespace = ?) AND retention <> '' AND deleted_at IS NULL
                ORDER BY 1 LIMIT ?
                """,
                row -> new PolicySetting(row.text(1), row.text(2)),
                last,
                namespace,
                namespace,
                last,
                namespace,
                namespace,
                limit);
    }

    /// Namespaces after `last` where any policy is set.
    List<String> ruled(Sql sql, String last, int limit) {
        return sql.list("""
                SELECT name FROM namespace WHERE name > ? AND retention <> '' AND deleted_at IS NULL
                UNION
                SELECT namespace FROM repository WHERE namespace > ? AND retention <> '' AND deleted_at IS NULL
                ORDER BY 1 LIMIT ?
                """, row -> row.text(1), last, last, limit);
    }

    /// All different policies of a namespace and its repositories.
    List<String> texts(Sql sql, String namespace) {
        return sql.list("""
                SELECT retention FROM namespace WHERE name = ? AND deleted_at IS NULL
                UNION
                SELECT retention FROM repository WHERE namespace = ? AND retention <> '' AND deleted_at IS NULL
                ORDER BY 1
                """, row -> row.text(1), namespace, namespace);
    }

    record Time(String policies, long dueAt) {}

    Optional<Time> time(Sql sql, String namespace) {
        return sql.first(
                "SELECT policies, due_at FROM retention_time WHERE namespace = ?",
                row -> new Time(row.text(1), row.number(2)),
                namespace);
    }

    void setTime(Sql sql, String namespace, Time time) {
        sql.update("""
                INSERT INTO retention_time (namespace, policies, due_at) VALUES (?, ?, ?)
                ON CONFLICT (namespace) DO UPDATE SET policies = excluded.policies, due_at = excluded.due_at
                """, namespace, time.policies, time.dueAt);
    }
}
