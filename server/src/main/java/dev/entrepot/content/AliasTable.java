package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.RepositoryName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Table `repository_alias`: names that repositories had. All of them lead to the repository as it is called now,
/// however often it was renamed.
final class AliasTable {
    /// All old names of a repository, in byte order.
    List<Alias> of(Sql sql, Repository repository) {
        return sql.list(
                "SELECT name, serves_until FROM repository_alias WHERE repository_id = ? ORDER BY name",
                row -> new Alias(
                        new RepositoryName(row.text(1)),
                        repository,
                        Instant.EPOCH.plus(row.number(2), ChronoUnit.MICROS)),
                repository.id());
    }

    void insert(Sql sql, RepositoryName name, long repositoryId, long servesUntil) {
        sql.update(
                "INSERT INTO repository_alias (name, repository_id, serves_until) VALUES (?, ?, ?)",
                name.text(),
                repositoryId,
                servesUntil);
    }

    /// Gives the name free; false when it was none.
    boolean delete(Sql sql, RepositoryName name) {
        return sql.update("DELETE FROM repository_alias WHERE name = ?", name.text()) == 1;
    }

    void deleteOf(Sql sql, long repositoryId) {
        sql.update("DELETE FROM repository_alias WHERE repository_id = ?", repositoryId);
    }

    /// Those of all repositories of a namespace.
    void deleteAllIn(Sql sql, String namespace) {
        sql.update("""
                DELETE FROM repository_alias WHERE repository_id IN (
                  SELECT id FROM repository WHERE namespace = ? AND deleted_at IS NULL)
                """, namespace);
    }

    /// The repository that had this name, whether pulls follow it still or not.
    Optional<Repository> owner(Sql sql, RepositoryName name) {
        return sql.first("""
                SELECT repository.id, repository.name, repository.visibility
                FROM repository_alias JOIN repository ON repository.id = repository_alias.repository_id
                WHERE repository_alias.name = ?
                """, RepositoryTable::repository, name.text());
    }

    /// The alias of this name, if pulls follow it at `now`.
    Optional<Alias> find(Sql sql, RepositoryName name, long now) {
        return sql.first(
                """
                SELECT repository.id, repository.name, repository.visibility, repository_alias.serves_until
                FROM repository_alias JOIN repository ON repository.id = repository_alias.repository_id
                WHERE repository_alias.name = ? AND repository_alias.serves_until > ?
                """,
                row -> new Alias(
                        name, RepositoryTable.repository(row), Instant.EPOCH.plus(row.number(4), ChronoUnit.MICROS)),
                name.text(),
                now);
    }
}
