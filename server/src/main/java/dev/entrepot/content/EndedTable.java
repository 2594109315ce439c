package dev.entrepot.content;

import dev.entrepot.database.Sql;
import java.util.List;
import java.util.Optional;

/// Table `deletion` again: those that are over.
final class EndedTable {
    /// Ends a deletion before its time.
    void end(Sql sql, String id) {
        sql.update("UPDATE deletion SET keep_until = 0 WHERE id = ?", id);
    }

    /// Returns how many were not ended before.
    int endAll(Sql sql, String namespace) {
        return sql.update("UPDATE deletion SET keep_until = 0 WHERE namespace = ? AND keep_until > 0", namespace);
    }

    /// What was deleted in a repository that is gone for good.
    void endOf(Sql sql, long repositoryId) {
        sql.update("UPDATE deletion SET keep_until = 0 WHERE repository_id = ? AND keep_until > 0", repositoryId);
    }

    /// Those that are over and in whose bins no lease lives any more; of a namespace: nothing else is left of it.
    List<DeletionTable.Stored> due(Sql sql, long now, int limit) {
        return sql.list("""
                SELECT id, kind, namespace, repository, repository_id, bin_id, digest, parent_id, cause, deleted_at,
                  deleted_by, keep_until
                FROM deletion WHERE keep_until <= ?
                  AND NOT EXISTS (SELECT 1 FROM link
                    WHERE link.repository_id = deletion.bin_id AND link.leased_until > ?)
                  AND NOT EXISTS (SELECT 1 FROM manifest
                    WHERE manifest.repository_id = deletion.bin_id AND manifest.leased_until > ?)
                  AND (kind <> 'namespace' OR NOT EXISTS (SELECT 1 FROM repository
                    WHERE repository.namespace = deletion.namespace))
                ORDER BY keep_until LIMIT ?
                """, DeletionTable::stored, now, now, now, limit);
    }

    /// One, if it still is.
    Optional<DeletionTable.Stored> findDue(Sql sql, String id, long now) {
        return sql.first("""
                SELECT id, kind, namespace, repository, repository_id, bin_id, digest, parent_id, cause, deleted_at,
                  deleted_by, keep_until
                FROM deletion WHERE id = ? AND keep_until <= ?
                  AND NOT EXISTS (SELECT 1 FROM link
                    WHERE link.repository_id = deletion.bin_id AND link.leased_until > ?)
                  AND NOT EXISTS (SELECT 1 FROM manifest
                    WHERE manifest.repository_id = deletion.bin_id AND manifest.leased_until > ?)
                  AND (kind <> 'namespace' OR NOT EXISTS (SELECT 1 FROM repository
                    WHERE repository.namespace = deletion.namespace))
                """, DeletionTable::stored, id, now, now, now);
    }

    /// Queues what hangs on a manifest of a bin that is about to go, unless that manifest is there again or lies in
    /// another bin: its referrers, and what is under the tags that by their names are about it.
    void queueOrphans(Sql sql, long repositoryId, long binId, long dueAt) {
        sql.update("""
                WITH gone AS (
                  SELECT digest, SUBSTR(REPLACE(digest, ':', '-'), 1, 71) AS tag FROM manifest
                  WHERE repository_id = ? AND NOT EXISTS (SELECT 1 FROM manifest there
                      WHERE there.repository_id = ? AND there.digest = manifest.digest)
                    AND NOT EXISTS (SELECT 1 FROM deletion
                      JOIN manifest lying ON lying.repository_id = deletion.bin_id
                      WHERE deletion.repository_id = ? AND lying.digest = manifest.digest))
                INSERT INTO orphan (repository_id, digest, due_at)
                SELECT referrer.repository_id, referrer.digest, CAST(? AS BIGINT) FROM gone
                JOIN manifest referrer ON referrer.repository_id = ? AND referrer.subject_digest = gone.digest
                UNION
                SELECT tag.repository_id, tag.digest, CAST(? AS BIGINT) FROM gone
                JOIN tag ON tag.repository_id = ?
                  AND tag.name IN (gone.tag, gone.tag || '.sig', gone.tag || '.att', gone.tag || '.sbom')
                WHERE true
                ON CONFLICT (repository_id, digest) DO NOTHING
                """, binId, repositoryId, repositoryId, dueAt, repositoryId, dueAt, repositoryId);
    }

    /// From here on the bin is nobody's, and is emptied.
    void abandon(Sql sql, long binId) {
        sql.update("UPDATE repository SET deleted_at = 0 WHERE id = ?", binId);
    }
}
