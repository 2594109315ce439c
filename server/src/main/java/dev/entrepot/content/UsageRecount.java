package dev.entrepot.content;

import dev.entrepot.database.Sql;

/// What touches the usage of a namespace as a whole: a repository that moves, and the count from the rows themselves.
final class UsageRecount {
    private final UsageTable table = new UsageTable();

    /// Everything that a repository holds goes from one namespace to another; returns what the other grew by.
    long move(Sql sql, long repositoryId, String from, String to) {
        long grown = sql.first("""
                        SELECT COALESCE(SUM(size), 0) FROM (
                          SELECT digest, size FROM link WHERE repository_id = ? AND state = 'present'
                          UNION SELECT digest, size FROM manifest WHERE repository_id = ?) AS held
                        WHERE NOT EXISTS (SELECT 1 FROM namespace_content
                          WHERE namespace_content.namespace = ? AND namespace_content.digest = held.digest)
                        """, row -> row.number(1), repositoryId, repositoryId, to)
                .orElseThrow();
        sql.update("""
                INSERT INTO namespace_content (namespace, digest, size, holders)
                SELECT CAST(? AS TEXT), digest, MAX(size), COUNT(*) FROM (
                  SELECT digest, size FROM link WHERE repository_id = ? AND state = 'present'
                  UNION ALL SELECT digest, size FROM manifest WHERE repository_id = ?) AS held
                WHERE true GROUP BY digest
                ON CONFLICT (namespace, digest) DO UPDATE SET holders = namespace_content.holders + excluded.holders
                """, to, repositoryId, repositoryId);
        sql.update("""
                UPDATE namespace_content SET holders = holders
                  - (SELECT COUNT(*) FROM link WHERE link.repository_id = ? AND link.state = 'present'
                      AND link.digest = namespace_content.digest)
                  - (SELECT COUNT(*) FROM manifest WHERE manifest.repository_id = ?
                      AND manifest.digest = namespace_content.digest)
                WHERE namespace = ? AND digest IN (
                  SELECT digest FROM link WHERE repository_id = ? AND state = 'present'
                  UNION SELECT digest FROM manifest WHERE repository_id = ?)
                """, repositoryId, repositoryId, from, repositoryId, repositoryId);
        long shrunk = sql.first(
                        "SELECT COALESCE(SUM(size), 0) FROM namespace_content WHERE namespace = ? AND holders = 0",
                        row -> row.number(1),
                        from)
                .orElseThrow();
        sql.update("DELETE FROM namespace_content WHERE namespace = ? AND holders = 0", from);
        table.add(sql, from, -shrunk);
        table.add(sql, to, grown);
        return grown;
    }

    /// Counts everything anew. Long for a large namespace; pushes into it wait or come again.
    Recount recount(Sql sql, String namespace) {
        long before = table.used(sql, namespace);
        sql.update("DELETE FROM namespace_content WHERE namespace = ?", namespace);
        sql.update("DELETE FROM namespace_usage WHERE namespace = ?", namespace);
        sql.update("""
                INSERT INTO namespace_content (namespace, digest, size, holders)
                SELECT CAST(? AS TEXT), digest, MAX(size), COUNT(*) FROM (
                  SELECT link.digest, link.size FROM link
                  JOIN repository ON repository.id = link.repository_id
                  WHERE repository.namespace = ? AND repository.deleted_at IS NULL AND link.state = 'present'
                  UNION ALL SELECT manifest.digest, manifest.size FROM manifest
                  JOIN repository ON repository.id = manifest.repository_id
                  WHERE repository.namespace = ? AND repository.deleted_at IS NULL) AS held
                GROUP BY digest
                """, namespace, namespace, namespace);
        long after = sql.first(
                        "SELECT COALESCE(SUM(size), 0) FROM namespace_content WHERE namespace = ?",
                        row -> row.number(1),
                        namespace)
                .orElseThrow();
        table.add(sql, namespace, after);
        return new Recount(before, after);
    }
}
