package dev.entrepot.integrity;

import dev.entrepot.database.Sql;
import java.util.List;

/// What must hold across repositories: queues, trash, usage. Each check is one statement, so it sees one moment.
final class RegistryChecks {
    private RegistryChecks() {}

    /// @param statement gives places; its one parameter is a limit
    record Check(Invariant invariant, String statement) {}

    static final List<Check> ALL = List.of(
            new Check(Invariant.UNREACHABLE_BLOB, """
                    SELECT blob.digest || ' under ' || blob.storage_key FROM blob
                    WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.storage_key = blob.storage_key)
                      AND NOT EXISTS (SELECT 1 FROM unlinked_blob WHERE unlinked_blob.storage_key = blob.storage_key)
                    ORDER BY blob.storage_key LIMIT ?
                    """),
            new Check(Invariant.LIVE_REMOVAL, """
                    SELECT removal.storage_key FROM removal
                    WHERE EXISTS (SELECT 1 FROM blob WHERE blob.storage_key = removal.storage_key)
                      OR EXISTS (SELECT 1 FROM upload WHERE upload.storage_key = removal.storage_key)
                    ORDER BY removal.storage_key LIMIT ?
                    """),
            new Check(Invariant.LIVE_REMOVAL, """
                    SELECT 'the row of ' || unlinked_blob.storage_key || ' is gone' FROM unlinked_blob
                    WHERE NOT EXISTS (SELECT 1 FROM blob WHERE blob.storage_key = unlinked_blob.storage_key)
                    ORDER BY unlinked_blob.storage_key LIMIT ?
                    """),
            new Check(Invariant.DELETION, """
                    SELECT deletion.id || ': its bin is not there, or lives' FROM deletion
                    LEFT JOIN repository ON repository.id = deletion.bin_id
                    WHERE deletion.bin_id IS NOT NULL AND (repository.id IS NULL OR repository.deleted_at IS NULL)
                    ORDER BY deletion.id LIMIT ?
                    """),
            new Check(Invariant.DELETION, """
                    SELECT deletion.id || ': it has no bin' FROM deletion
                    WHERE deletion.bin_id IS NULL AND deletion.kind IN ('manifest', 'repository')
                    ORDER BY deletion.id LIMIT ?
                    """),
            new Check(Invariant.DELETION, """
                    SELECT repository.name || ' is deleted, and no deletion names it' FROM repository
                    WHERE repository.deleted_at > 0
                      AND NOT EXISTS (SELECT 1 FROM deletion WHERE deletion.bin_id = repository.id)
                    ORDER BY repository.id LIMIT ?
                    """),
            new Check(Invariant.DELETION, """
                    SELECT namespace.name || ' is deleted, and no deletion names it' FROM namespace
                    WHERE namespace.deleted_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deletion
                      WHERE deletion.kind = 'namespace' AND deletion.namespace = namespace.name)
                    ORDER BY namespace.name LIMIT ?
                    """),
            new Check(Invariant.DELETION, """
                    SELECT deletion.id || ': the namespace ' || deletion.namespace || ' is not deleted' FROM deletion
                    WHERE deletion.kind = 'namespace' AND NOT EXISTS (SELECT 1 FROM namespace
                      WHERE namespace.name = deletion.namespace AND namespace.deleted_at IS NOT NULL)
                    ORDER BY deletion.id LIMIT ?
                    """),
            new Check(Invariant.DELETION, """
                    SELECT deletion.id || ': the deletion that it is part of is not there' FROM deletion
                    WHERE deletion.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deletion AS parent
                      WHERE parent.id = deletion.parent_id)
                    ORDER BY deletion.id LIMIT ?
                    """),
            new Check(Invariant.DELETION, """
                    SELECT deletion_tag.deletion_id || ': ' || deletion_tag.name || ' pointed to nothing in its bin'
                    FROM deletion_tag JOIN deletion ON deletion.id = deletion_tag.deletion_id
                    WHERE deletion.kind = 'manifest' AND NOT EXISTS (SELECT 1 FROM manifest
                      WHERE manifest.repository_id = deletion.bin_id AND manifest.digest = deletion_tag.digest)
                    ORDER BY deletion_tag.deletion_id, deletion_tag.name LIMIT ?
                    """));

    static List<String> places(Sql sql, Check check, int limit) {
        return sql.list(check.statement(), row -> row.text(1), limit);
    }

    static List<String> namespacesAfter(Sql sql, String last, int limit) {
        return sql.list(
                "SELECT name FROM namespace WHERE name > ? ORDER BY name LIMIT ?", row -> row.text(1), last, limit);
    }

    /// How a namespace's usage is booked and what its rows give, where these differ.
    ///
    /// @param differing digests that are booked otherwise than held
    record Usage(long booked, long listed, long held, long differing) {
        boolean sound() {
            return booked == held && listed == held && differing == 0;
        }
    }

    static Usage usage(Sql sql, String namespace) {
        return sql.first(
                        """
                        WITH held AS (
                          SELECT digest, MAX(size) AS size, COUNT(*) AS holders FROM (
                            SELECT link.digest, link.size FROM repository
                            JOIN link ON link.repository_id = repository.id AND link.state = 'present'
                            WHERE repository.namespace = ? AND repository.deleted_at IS NULL
                            UNION ALL SELECT manifest.digest, manifest.size FROM repository
                            JOIN manifest ON manifest.repository_id = repository.id
                            WHERE repository.namespace = ? AND repository.deleted_at IS NULL) AS holder
                          GROUP BY digest),
                        listed AS (SELECT digest, size, holders FROM namespace_content WHERE namespace = ?)
                        SELECT
                          (SELECT COALESCE(SUM(bytes), 0) FROM namespace_usage WHERE namespace = ?),
                          (SELECT COALESCE(SUM(size), 0) FROM listed),
                          (SELECT COALESCE(SUM(size), 0) FROM held),
                          (SELECT COUNT(*) FROM held LEFT JOIN listed ON listed.digest = held.digest
                            WHERE listed.digest IS NULL OR listed.holders <> held.holders OR listed.size <> held.size)
                          + (SELECT COUNT(*) FROM listed LEFT JOIN held ON held.digest = listed.digest
                            WHERE held.digest IS NULL)
                        """,
                        row -> new Usage(row.number(1), row.number(2), row.number(3), row.number(4)),
                        namespace,
                        namespace,
                        namespace,
                        namespace)
                .orElseThrow();
    }
}
