package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Table `namespace`.
final class NamespaceTable {
    Optional<Namespace> find(Sql sql, String name) {
        return sql.first("""
                SELECT name, description, template_visibility, template_immutable_tags, template_retention,
                  template_scanning, max_repositories, max_bytes, version, created_at, trash_keep, immutable_tags, retention
                FROM namespace WHERE name = ? AND deleted_at IS NULL
                """, NamespaceTable::namespace, name);
    }

    List<Namespace> after(Sql sql, String last, int limit) {
        return sql.list("""
                SELECT name, description, template_visibility, template_immutable_tags, template_retention,
                  template_scanning, max_repositories, max_bytes, version, created_at, trash_keep, immutable_tags, retention
                FROM namespace WHERE name > ? AND deleted_at IS NULL ORDER BY name LIMIT ?
                """, NamespaceTable::namespace, last, limit);
    }

    private static Namespace namespace(Row row) {
        return new Namespace(
                row.text(1),
                row.text(2),
                new Template(Visibility.stored(row.text(3)), row.text(4), row.text(5), row.text(6)),
                new Limits(
                        row.optionalNumber(7).orElse(null),
                        row.optionalNumber(8).orElse(null)),
                new Keeping(
                        row.optionalNumber(11)
                                .map(micros -> Duration.of(micros, ChronoUnit.MICROS))
                                .orElse(null),
                        row.text(12),
                        row.text(13)),
                row.number(9),
                Instant.EPOCH.plus(row.number(10), ChronoUnit.MICROS));
    }

    /// False when there is one already.
    boolean insert(Sql sql, String name, long now) {
        return sql.update(
                        "INSERT INTO namespace (name, created_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                        name,
                        now)
                == 1;
    }

    void update(Sql sql, Namespace changed) {
        sql.update(
                """
                UPDATE namespace SET description = ?, template_visibility = ?, template_immutable_tags = ?,
                  template_retention = ?, template_scanning = ?, max_repositories = ?, max_bytes = ?, trash_keep = ?, immutable_tags = ?,
                  retention = ?, version = ?
                WHERE name = ?
                """,
                changed.description(),
                changed.template().visibility().id(),
                changed.template().immutableTags(),
                changed.template().retention(),
                changed.template().scanning(),
                changed.limits().repositories(),
                changed.limits().bytes(),
                micros(changed.keeping().trashKeep()),
                changed.keeping().immutableTags(),
                changed.keeping().retention(),
                changed.version(),
                changed.name());
    }

    private static @Nullable Long micros(@Nullable Duration time) {
        return time == null ? null : time.toNanos() / 1000;
    }

    /// Takes it out of everybody's sight; its name stays taken.
    void markDeleted(Sql sql, String name, long now) {
        sql.update("UPDATE namespace SET deleted_at = ? WHERE name = ?", now, name);
    }

    /// Brings it back; false when it is not in the trash.
    boolean restore(Sql sql, String name) {
        return sql.update("""
                UPDATE namespace SET deleted_at = NULL, version = version + 1
                WHERE name = ? AND deleted_at IS NOT NULL
                """, name) == 1;
    }

    /// Forgets a namespace that nothing refers to any more.
    void delete(Sql sql, String name) {
        sql.update("DELETE FROM namespace_usage WHERE namespace = ?", name);
        sql.update("DELETE FROM namespace_content WHERE namespace = ?", name);
        sql.update("DELETE FROM namespace WHERE name = ?", name);
    }
}
