package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.util.List;
import java.util.Optional;

/// Table `orphan`: manifests that may have lost the last thing that kept them, when what they hung on went for good.
final class OrphanTable {
    /// A manifest to look at.
    record Orphan(long repositoryId, Digest digest) {}

    /// What there is to know of it.
    ///
    /// @param kept its subject lives or lies in the trash, or an index names it
    record Facts(String repository, String namespace, long leasedUntil, boolean kept, boolean locked) {
        RepositoryName name() {
            return new RepositoryName(repository);
        }
    }

    List<Orphan> due(Sql sql, long now, int limit) {
        return sql.list(
                "SELECT repository_id, digest FROM orphan WHERE due_at <= ? ORDER BY due_at LIMIT ?",
                row -> new Orphan(row.number(1), Digest.parse(row.text(2))),
                now,
                limit);
    }

    /// False when it is not due, or another node was first.
    boolean take(Sql sql, Orphan orphan, long now) {
        return sql.update(
                        "DELETE FROM orphan WHERE repository_id = ? AND digest = ? AND due_at <= ?",
                        orphan.repositoryId(),
                        orphan.digest().toString(),
                        now)
                == 1;
    }

    void postpone(Sql sql, Orphan orphan, long dueAt) {
        sql.update("""
                INSERT INTO orphan (repository_id, digest, due_at) VALUES (?, ?, ?)
                ON CONFLICT (repository_id, digest) DO UPDATE SET due_at = excluded.due_at
                """, orphan.repositoryId(), orphan.digest().toString(), dueAt);
    }

    /// Empty when there is no such manifest, or its repository lies in the trash.
    Optional<Facts> facts(Sql sql, Orphan orphan) {
        return sql.first(
                """
                SELECT repository.name, repository.namespace, manifest.leased_until,
                  CASE WHEN EXISTS (SELECT 1 FROM manifest_child AS parent
                      WHERE parent.repository_id = manifest.repository_id AND parent.present_digest = manifest.digest)
                    OR EXISTS (SELECT 1 FROM manifest AS subject
                      WHERE subject.repository_id = manifest.repository_id AND subject.digest = manifest.subject_digest)
                    OR EXISTS (SELECT 1 FROM deletion
                      JOIN manifest AS subject ON subject.repository_id = deletion.bin_id
                      WHERE deletion.repository_id = manifest.repository_id
                        AND subject.digest = manifest.subject_digest)
                    THEN 1 ELSE 0 END,
                  CASE WHEN EXISTS (SELECT 1 FROM manifest_lock
                      WHERE manifest_lock.repository_id = manifest.repository_id
                        AND manifest_lock.digest = manifest.digest)
                    THEN 1 ELSE 0 END
                FROM manifest JOIN repository ON repository.id = manifest.repository_id
                WHERE manifest.repository_id = ? AND manifest.digest = ? AND repository.deleted_at IS NULL
                """, OrphanTable::facts, orphan.repositoryId(), orphan.digest().toString());
    }

    private static Facts facts(Row row) {
        return new Facts(row.text(1), row.text(2), row.number(3), row.number(4) == 1, row.number(5) == 1);
    }

    /// What hangs on a manifest that goes follows: its referrers, and what it names as an index.
    void queueFollowers(Sql sql, Orphan gone, long now) {
        String digest = gone.digest().toString();
        sql.update("""
                INSERT INTO orphan (repository_id, digest, due_at)
                SELECT repository_id, digest, CAST(? AS BIGINT) FROM manifest
                WHERE repository_id = ? AND subject_digest = ? AND digest <> ?
                ON CONFLICT (repository_id, digest) DO NOTHING
                """, now, gone.repositoryId(), digest, digest);
        sql.update("""
                INSERT INTO orphan (repository_id, digest, due_at)
                SELECT repository_id, child_digest, CAST(? AS BIGINT) FROM manifest_child
                WHERE repository_id = ? AND parent_digest = ? AND present_digest IS NOT NULL AND child_digest <> ?
                ON CONFLICT (repository_id, digest) DO NOTHING
                """, now, gone.repositoryId(), digest, digest);
    }

    /// The links that only this manifest names are looked at when their lease is over.
    void releaseLinks(Sql sql, Orphan gone) {
        String digest = gone.digest().toString();
        sql.update("""
                UPDATE link SET check_at = leased_until
                WHERE repository_id = ? AND digest IN (
                    SELECT blob_digest FROM manifest_blob WHERE repository_id = ? AND manifest_digest = ?)
                  AND NOT EXISTS (SELECT 1 FROM manifest_blob AS other
                    WHERE other.repository_id = link.repository_id AND other.blob_digest = link.digest
                      AND other.manifest_digest <> ?)
                """, gone.repositoryId(), gone.repositoryId(), digest, digest);
    }
}
