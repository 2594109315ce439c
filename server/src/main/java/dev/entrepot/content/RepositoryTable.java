package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.RepositoryName;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Table `repository`. Rows that are deleted but not emptied yet carry a name that nobody can ask for.
final class RepositoryTable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final LabelTable labels = new LabelTable();

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
                SELECT repository.id, repository.name, repository.immutable_tags, namespace.max_bytes,
                  namespace.immutable_tags, namespace.trash_keep
                FROM repository JOIN namespace ON namespace.name = repository.namespace
                WHERE repository.name = ?
                """, RepositoryTable::home, name.text());
    }

    Optional<Home> home(Sql sql, long id) {
        return sql.first("""
                SELECT repository.id, repository.name, repository.immutable_tags, namespace.max_bytes,
                  namespace.immutable_tags, namespace.trash_keep
                FROM repository JOIN namespace ON namespace.name = repository.namespace
                WHERE repository.id = ? AND repository.deleted_at IS NULL
                """, RepositoryTable::home, id);
    }

    private static Home home(Row row) {
        return new Home(
                row.number(1),
                new RepositoryName(row.text(2)),
                row.text(3),
                row.text(5),
                row.optionalNumber(6).orElse(null),
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

    /// All but its labels.
    Optional<RepositoryDetails> details(Sql sql, RepositoryName name) {
        Optional<RepositoryDetails> found = sql.first("""
                SELECT id, name, visibility, description, immutable_tags, retention, scanning, version, created_at
                FROM repository WHERE name = ?
                """, RepositoryTable::details, name.text());
        return found.map(bare -> bare.with(labels.of(sql, bare.repository().id())));
    }

    List<RepositoryDetails> detailsAfter(Sql sql, String namespace, String last, int limit) {
        return sql.list("""
                        SELECT id, name, visibility, description, immutable_tags, retention, scanning, version,
                          created_at
                        FROM repository WHERE namespace = ? AND name > ? AND deleted_at IS NULL
                        ORDER BY name LIMIT ?
                        """, RepositoryTable::details, namespace, last, limit).stream()
                .map(bare -> bare.with(labels.of(sql, bare.repository().id())))
                .toList();
    }

    /// All but their labels.
    List<RepositoryDetails> withImmutableTags(Sql sql, String namespace, String last, int limit) {
        return sql.list("""
                SELECT id, name, visibility, description, immutable_tags, retention, scanning, version, created_at
                FROM repository
                WHERE namespace = ? AND name > ? AND immutable_tags <> '' AND deleted_at IS NULL
                ORDER BY name LIMIT ?
                """, RepositoryTable::details, namespace, last, limit);
    }

    private static RepositoryDetails details(Row row) {
        return new RepositoryDetails(
                repository(row),
                row.text(4),
                new RepositoryDetails.Settings(row.text(5), row.text(6), row.text(7)),
                new TreeMap<>(),
                row.number(8),
                Instant.EPOCH.plus(row.number(9), ChronoUnit.MICROS));
    }

    Optional<String> readme(Sql sql, RepositoryName name) {
        return sql.first("SELECT readme FROM repository WHERE name = ?", row -> row.text(1), name.text());
    }

    void update(Sql sql, RepositoryDetails changed) {
        sql.update(
                """
                UPDATE repository SET visibility = ?, description = ?, immutable_tags = ?, retention = ?,
                  scanning = ?, version = ?
                WHERE id = ?
                """,
                changed.repository().visibility().id(),
                changed.description(),
                changed.settings().immutableTags(),
                changed.settings().retention(),
                changed.settings().scanning(),
                changed.version(),
                changed.repository().id());
    }

    void updateReadme(Sql sql, long id, String readme) {
        sql.update("UPDATE repository SET readme = ? WHERE id = ?", readme, id);
    }

    void rename(Sql sql, long id, RepositoryName to) {
        sql.update(
                "UPDATE repository SET name = ?, namespace = ?, version = version + 1 WHERE id = ?",
                to.text(),
                to.namespace(),
                id);
    }

    /// Takes the name away, makes its uploads due, and leaves the rest to {@link RepositoryDeletion}.
    void markDeleted(Sql sql, long id, long now) {
        sql.update("UPDATE repository SET name = ?, deleted_at = ? WHERE id = ?", "-" + id, now, id);
        sql.update("UPDATE upload SET touched_at = 0 WHERE repository_id = ?", id);
    }

    /// Brings a deleted repository back under a name that is free; false when it is not there.
    boolean restore(Sql sql, long id, RepositoryName name) {
        return sql.update("""
                UPDATE repository SET name = ?, deleted_at = NULL, version = version + 1
                WHERE id = ? AND deleted_at > 0
                """, name.text(), id) == 1;
    }

    /// The names of all repositories of a namespace.
    List<RepositoryName> namesIn(Sql sql, String namespace) {
        return sql.list(
                "SELECT name FROM repository WHERE namespace = ? AND deleted_at IS NULL ORDER BY name",
                row -> new RepositoryName(row.text(1)),
                namespace);
    }

    /// As {@link #markDeleted}, of all repositories of a namespace.
    void markAllDeleted(Sql sql, String namespace, long now) {
        sql.update("""
                UPDATE upload SET touched_at = 0 WHERE repository_id IN (
                  SELECT id FROM repository WHERE namespace = ? AND deleted_at IS NULL)
                """, namespace);
        sql.update("""
                UPDATE repository SET name = '-' || CAST(id AS TEXT), deleted_at = ?
                WHERE namespace = ? AND deleted_at IS NULL
                """, now, namespace);
    }

    /// Brings back the repositories that were deleted with their namespace, under the names that they had; returns
    /// how many.
    int restoreAll(Sql sql, String deletionId) {
        return sql.update("""
                UPDATE repository SET deleted_at = NULL, version = version + 1,
                  name = (SELECT deletion.repository FROM deletion WHERE deletion.bin_id = repository.id)
                WHERE deleted_at > 0 AND id IN (SELECT bin_id FROM deletion WHERE parent_id = ?)
                """, deletionId);
    }

    /// Whether the namespace has repositories, or bins.
    boolean any(Sql sql, String namespace) {
        return sql.first("SELECT 1 FROM repository WHERE namespace = ? LIMIT 1", row -> row.number(1), namespace)
                .isPresent();
    }

    boolean hasManifests(Sql sql, long id) {
        return sql.first("SELECT 1 FROM manifest WHERE repository_id = ? LIMIT 1", row -> row.number(1), id)
                .isPresent();
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
