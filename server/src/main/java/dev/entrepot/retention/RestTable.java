package dev.entrepot.retention;

import dev.entrepot.database.Sql;
import java.util.List;

/// Table `retention_rest`.
final class RestTable {
    record Rest(long repositoryId, String digest) {
        static final Rest FIRST = new Rest(-1, "");
    }

    void remember(Sql sql, long repositoryId, String digest, String rule, long now) {
        sql.update("""
                INSERT INTO retention_rest (repository_id, digest, rule, left_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (repository_id, digest) DO UPDATE SET rule = excluded.rule, left_at = excluded.left_at
                """, repositoryId, digest, rule, now);
    }

    boolean any(Sql sql) {
        return sql.first("SELECT 1 FROM retention_rest LIMIT 1", row -> row.number(1))
                .isPresent();
    }

    /// Forgets what is gone, or has a tag again.
    void forget(Sql sql) {
        sql.update("""
                DELETE FROM retention_rest
                WHERE NOT EXISTS (SELECT 1 FROM manifest
                    WHERE manifest.repository_id = retention_rest.repository_id
                      AND manifest.digest = retention_rest.digest)
                  OR EXISTS (SELECT 1 FROM tag
                    WHERE tag.repository_id = retention_rest.repository_id AND tag.digest = retention_rest.digest)
                """);
    }

    /// Rests behind `last` whose lease is over, in the order of their repositories and digests.
    List<Rest> due(Sql sql, Rest last, long now, int limit) {
        return sql.list("""
                SELECT retention_rest.repository_id, retention_rest.digest
                FROM retention_rest JOIN manifest ON manifest.repository_id = retention_rest.repository_id
                  AND manifest.digest = retention_rest.digest
                WHERE manifest.leased_until <= ?
                  AND (retention_rest.repository_id, retention_rest.digest) > (?, ?)
                ORDER BY retention_rest.repository_id, retention_rest.digest LIMIT ?
                """, row -> new Rest(row.number(1), row.text(2)), now, last.repositoryId, last.digest, limit);
    }
}
