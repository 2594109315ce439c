package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.RepositoryName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Table `repository_alias`: names that repositories had. All of them lead to the repository as it is called now,
/// however often it was renamed.
final class AliasTable {
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
