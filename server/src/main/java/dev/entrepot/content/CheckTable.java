package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.storage.StorageKey;
import java.util.List;
import java.util.Optional;

/// Table `link` as the collector sees it: `check_at` says when to look whether a manifest names the link.
///
/// ```
///   born leased: check_at = end of the lease
///     --due, a manifest names it------> null: whoever deletes the last such manifest takes the link along
///     --due, the lease was renewed----> end of the lease
///     --due, nobody names or holds it-> (none), and its blob is looked at after a delay
/// ```
final class CheckTable {
    /// A link to look at.
    record Due(long repositoryId, Digest digest) {}

    /// What there is to know of it.
    ///
    /// @param hidden the repository is in the trash
    record Facts(
            boolean present,
            Optional<StorageKey> key,
            long leasedUntil,
            long checkAt,
            boolean hidden,
            String repository,
            String namespace,
            boolean named) {
        RepositoryName name() {
            return new RepositoryName(repository);
        }
    }

    List<Due> due(Sql sql, long now, int limit) {
        return sql.list(
                "SELECT repository_id, digest FROM link WHERE check_at <= ? ORDER BY check_at LIMIT ?",
                row -> new Due(row.number(1), Digest.parse(row.text(2))),
                now,
                limit);
    }

    Optional<Facts> facts(Sql sql, Due link) {
        return sql.first(
                """
                SELECT link.state, link.storage_key, link.leased_until, link.check_at, repository.deleted_at,
                  repository.name, repository.namespace,
                  CASE WHEN EXISTS (SELECT 1 FROM manifest_blob WHERE manifest_blob.repository_id = link.repository_id
                    AND manifest_blob.blob_digest = link.digest) THEN 1 ELSE 0 END
                FROM link JOIN repository ON repository.id = link.repository_id
                WHERE link.repository_id = ? AND link.digest = ? AND link.check_at IS NOT NULL
                """, CheckTable::facts, link.repositoryId(), link.digest().toString());
    }

    private static Facts facts(Row row) {
        return new Facts(
                row.text(1).equals("present"),
                row.optionalText(2).map(StorageKey::new),
                row.number(3),
                row.number(4),
                row.optionalNumber(5).isPresent(),
                row.text(6),
                row.text(7),
                row.number(8) == 1);
    }

    void settle(Sql sql, Due link) {
        sql.update(
                "UPDATE link SET check_at = NULL WHERE repository_id = ? AND digest = ?",
                link.repositoryId(),
                link.digest().toString());
    }

    void lookAgain(Sql sql, Due link, long at) {
        sql.update(
                "UPDATE link SET check_at = ? WHERE repository_id = ? AND digest = ?",
                at,
                link.repositoryId(),
                link.digest().toString());
    }

    void drop(Sql sql, Due link) {
        sql.update(
                "DELETE FROM link WHERE repository_id = ? AND digest = ?",
                link.repositoryId(),
                link.digest().toString());
    }
}
