package dev.entrepot.integrity;

import dev.entrepot.database.Sql;
import java.util.List;

/// What must hold between the rows of one repository, over ranges of repositories. Each check is one statement, so it
/// sees one moment: what it finds was wrong then.
///
/// What lies in the trash is looked at like what is live; a repository that is being emptied is half gone, and only
/// looked at for what the database itself would not allow.
final class RepositoryChecks {
    private RepositoryChecks() {}

    /// @param statement gives places; its parameters are the last repository before the range, the last in it, and a
    /// limit
    record Check(Invariant invariant, String statement) {}

    static final List<Check> ALL = List.of(
            new Check(Invariant.REPOSITORY_NAME, """
                    SELECT name FROM repository WHERE id > ? AND id <= ? AND (
                      (deleted_at IS NULL AND SUBSTR(name, 1, LENGTH(namespace) + 1) <> namespace || '/')
                      OR (deleted_at IS NOT NULL AND SUBSTR(name, 1, 1) <> '-'))
                    ORDER BY id LIMIT ?
                    """),
            new Check(Invariant.LINK_BLOB, """
                    SELECT repository.name || '@' || link.digest FROM repository
                    JOIN link ON link.repository_id = repository.id
                    LEFT JOIN blob ON blob.storage_key = link.storage_key
                    WHERE repository.id > ? AND repository.id <= ? AND link.state = 'present'
                      AND (blob.storage_key IS NULL OR blob.digest <> link.digest OR blob.size <> link.size)
                    ORDER BY repository.id, link.digest LIMIT ?
                    """),
            new Check(Invariant.LINK_CHECK, """
                    SELECT repository.name || '@' || link.digest FROM repository
                    JOIN link ON link.repository_id = repository.id
                    WHERE repository.id > ? AND repository.id <= ? AND repository.deleted_at IS NULL
                      AND link.check_at IS NULL AND NOT EXISTS (SELECT 1 FROM manifest_blob
                        WHERE manifest_blob.repository_id = link.repository_id
                          AND manifest_blob.blob_digest = link.digest)
                    ORDER BY repository.id, link.digest LIMIT ?
                    """),
            new Check(Invariant.MANIFEST_BLOB, """
                    SELECT repository.name || '@' || manifest_blob.manifest_digest || ' names ' || manifest_blob.blob_digest
                    FROM repository
                    JOIN manifest_blob ON manifest_blob.repository_id = repository.id
                    LEFT JOIN link ON link.repository_id = manifest_blob.repository_id
                      AND link.digest = manifest_blob.blob_digest
                    WHERE repository.id > ? AND repository.id <= ? AND link.digest IS NULL
                    ORDER BY repository.id, manifest_blob.manifest_digest, manifest_blob.blob_digest LIMIT ?
                    """),
            new Check(Invariant.MANIFEST_CHILD, """
                    SELECT repository.name || '@' || manifest_child.parent_digest || ' names ' || manifest_child.child_digest
                    FROM repository
                    JOIN manifest_child ON manifest_child.repository_id = repository.id
                    LEFT JOIN manifest ON manifest.repository_id = manifest_child.repository_id
                      AND manifest.digest = manifest_child.child_digest
                    WHERE repository.id > ? AND repository.id <= ?
                      AND (repository.deleted_at IS NULL OR EXISTS (SELECT 1 FROM deletion WHERE deletion.bin_id = repository.id))
                      AND (manifest_child.present_digest IS NULL) <> (manifest.digest IS NULL)
                    ORDER BY repository.id, manifest_child.parent_digest, manifest_child.child_digest LIMIT ?
                    """),
            new Check(Invariant.MANIFEST_CONTENT, """
                    SELECT repository.name || '@' || manifest.digest FROM repository
                    JOIN manifest ON manifest.repository_id = repository.id
                    LEFT JOIN manifest_content ON manifest_content.digest = manifest.digest
                    WHERE repository.id > ? AND repository.id <= ? AND manifest_content.digest IS NULL
                    ORDER BY repository.id, manifest.digest LIMIT ?
                    """),
            new Check(Invariant.TAG_MANIFEST, """
                    SELECT repository.name || ':' || tag.name FROM repository
                    JOIN tag ON tag.repository_id = repository.id
                    LEFT JOIN manifest ON manifest.repository_id = tag.repository_id AND manifest.digest = tag.digest
                    WHERE repository.id > ? AND repository.id <= ? AND manifest.digest IS NULL
                    ORDER BY repository.id, tag.name LIMIT ?
                    """),
            new Check(Invariant.TAG_HISTORY, """
                    SELECT repository.name || ':' || tag.name || ' has none' FROM repository
                    JOIN tag ON tag.repository_id = repository.id
                    WHERE repository.id > ? AND repository.id <= ?
                      AND (repository.deleted_at IS NULL OR EXISTS (SELECT 1 FROM deletion WHERE deletion.bin_id = repository.id))
                      AND NOT EXISTS (SELECT 1 FROM tag_move
                        WHERE tag_move.repository_id = tag.repository_id AND tag_move.name = tag.name)
                    ORDER BY repository.id, tag.name LIMIT ?
                    """),
            new Check(Invariant.TAG_HISTORY, """
                    SELECT repository.name || ':' || history.name FROM repository
                    JOIN (SELECT repository_id, name, MIN(version) AS lowest, MAX(version) AS highest, COUNT(*) AS moves
                      FROM tag_move WHERE repository_id > ? AND repository_id <= ?
                      GROUP BY repository_id, name) AS history ON history.repository_id = repository.id
                    JOIN tag_move AS newest ON newest.repository_id = history.repository_id
                      AND newest.name = history.name AND newest.version = history.highest
                    LEFT JOIN tag ON tag.repository_id = history.repository_id AND tag.name = history.name
                    WHERE (repository.deleted_at IS NULL OR EXISTS (SELECT 1 FROM deletion WHERE deletion.bin_id = repository.id))
                      AND (history.lowest <> 1 OR history.moves <> history.highest
                        OR (newest.digest IS NULL) <> (tag.name IS NULL)
                        OR newest.digest <> tag.digest OR tag.version <> history.highest)
                    ORDER BY repository.id, history.name LIMIT ?
                    """));

    static List<String> places(Sql sql, Check check, long after, long last, int limit) {
        return sql.list(check.statement(), row -> row.text(1), after, last, limit);
    }

    /// The ids of the next repositories.
    static List<Long> after(Sql sql, long last, int limit) {
        return sql.list(
                "SELECT id FROM repository WHERE id > ? ORDER BY id LIMIT ?", row -> row.number(1), last, limit);
    }
}
