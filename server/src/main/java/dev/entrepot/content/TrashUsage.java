package dev.entrepot.content;

import dev.entrepot.database.Sql;

/// What a namespace holds less when something goes to the trash, and more when it comes back; as sets, however much
/// hangs on it.
final class TrashUsage {
    /// No repository has this id.
    static final long NONE = -1;

    private final UsageTable table = new UsageTable();

    /// What lies in a bin is no longer held, but for the links that the repository has still.
    ///
    /// @param live the repository that the bin was filled from; {@link #NONE} when it is the bin itself
    void leave(Sql sql, String namespace, long bin, long live) {
        sql.update("""
                UPDATE namespace_content SET holders = holders
                  - (SELECT COUNT(*) FROM manifest WHERE manifest.repository_id = ?
                      AND manifest.digest = namespace_content.digest)
                  - (SELECT COUNT(*) FROM link WHERE link.repository_id = ? AND link.state = 'present'
                      AND link.digest = namespace_content.digest
                      AND NOT EXISTS (SELECT 1 FROM link kept WHERE kept.repository_id = ?
                        AND kept.digest = link.digest AND kept.state = 'present'))
                WHERE namespace = ? AND digest IN (
                  SELECT digest FROM manifest WHERE repository_id = ?
                  UNION SELECT digest FROM link WHERE repository_id = ? AND state = 'present')
                """, bin, bin, live, namespace, bin, bin);
        long freed = sql.first("""
                        SELECT COALESCE(SUM(size), 0) FROM namespace_content
                        WHERE namespace = ? AND holders = 0 AND digest IN (
                          SELECT digest FROM manifest WHERE repository_id = ?
                          UNION SELECT digest FROM link WHERE repository_id = ?)
                        """, row -> row.number(1), namespace, bin, bin).orElseThrow();
        sql.update("""
                DELETE FROM namespace_content WHERE namespace = ? AND holders = 0 AND digest IN (
                  SELECT digest FROM manifest WHERE repository_id = ?
                  UNION SELECT digest FROM link WHERE repository_id = ?)
                """, namespace, bin, bin);
        table.add(sql, namespace, -freed);
    }

    /// A whole repository is held again; returns the bytes that its namespace grew by.
    long enter(Sql sql, String namespace, long repositoryId) {
        long grown = sql.first("""
                        SELECT COALESCE(SUM(size), 0) FROM (
                          SELECT digest, size FROM link WHERE repository_id = ? AND state = 'present'
                          UNION SELECT digest, size FROM manifest WHERE repository_id = ?) AS held
                        WHERE NOT EXISTS (SELECT 1 FROM namespace_content
                          WHERE namespace_content.namespace = ? AND namespace_content.digest = held.digest)
                        """, row -> row.number(1), repositoryId, repositoryId, namespace)
                .orElseThrow();
        sql.update("""
                INSERT INTO namespace_content (namespace, digest, size, holders)
                SELECT CAST(? AS TEXT), digest, MAX(size), COUNT(*) FROM (
                  SELECT digest, size FROM link WHERE repository_id = ? AND state = 'present'
                  UNION ALL SELECT digest, size FROM manifest WHERE repository_id = ?) AS held
                WHERE true GROUP BY digest
                ON CONFLICT (namespace, digest) DO UPDATE SET holders = namespace_content.holders + excluded.holders
                """, namespace, repositoryId, repositoryId);
        table.add(sql, namespace, grown);
        return grown;
    }

    /// A namespace goes to the trash as a whole.
    void clear(Sql sql, String namespace) {
        sql.update("DELETE FROM namespace_usage WHERE namespace = ?", namespace);
        sql.update("DELETE FROM namespace_content WHERE namespace = ?", namespace);
    }

    /// Bytes of different manifests and blobs that only bins of a namespace hold.
    long trashBytes(Sql sql, String namespace) {
        return sql.first("""
                        SELECT COALESCE(SUM(size), 0) FROM (
                          SELECT digest, MAX(size) AS size FROM (
                            SELECT link.digest, link.size FROM repository
                            JOIN link ON link.repository_id = repository.id AND link.state = 'present'
                            WHERE repository.namespace = ? AND repository.deleted_at > 0
                            UNION ALL SELECT manifest.digest, manifest.size FROM repository
                            JOIN manifest ON manifest.repository_id = repository.id
                            WHERE repository.namespace = ? AND repository.deleted_at > 0) AS lying
                          GROUP BY digest) AS held
                        WHERE NOT EXISTS (SELECT 1 FROM namespace_content
                          WHERE namespace_content.namespace = ? AND namespace_content.digest = held.digest)
                        """, row -> row.number(1), namespace, namespace, namespace)
                .orElseThrow();
    }

    /// Manifests in a bin, and bytes of the different manifests and blobs in it.
    TrashEntry.Contents contents(Sql sql, long bin) {
        return sql.first("""
                        SELECT (SELECT COUNT(*) FROM manifest WHERE repository_id = ?), COALESCE(SUM(size), 0) FROM (
                          SELECT digest, size FROM link WHERE repository_id = ? AND state = 'present'
                          UNION SELECT digest, size FROM manifest WHERE repository_id = ?) AS held
                        """, row -> new TrashEntry.Contents(row.number(1), row.number(2)), bin, bin, bin)
                .orElseThrow();
    }

    /// The same of all bins of a namespace that was deleted as a whole.
    TrashEntry.Contents contentsOfParts(Sql sql, String parent) {
        return sql.first("""
                        SELECT
                          (SELECT COUNT(*) FROM deletion JOIN manifest ON manifest.repository_id = deletion.bin_id
                            WHERE deletion.parent_id = ?),
                          (SELECT COALESCE(SUM(size), 0) FROM (
                            SELECT link.digest, link.size FROM deletion
                            JOIN link ON link.repository_id = deletion.bin_id AND link.state = 'present'
                            WHERE deletion.parent_id = ?
                            UNION SELECT manifest.digest, manifest.size FROM deletion
                            JOIN manifest ON manifest.repository_id = deletion.bin_id
                            WHERE deletion.parent_id = ?) AS held)
                        """, row -> new TrashEntry.Contents(row.number(1), row.number(2)), parent, parent, parent)
                .orElseThrow();
    }
}
