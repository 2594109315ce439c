package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tables `deletion` and `deletion_tag`: what is in the trash.
///
/// ```
///   kept --restored--> (nothing), its bin is nobody's and is emptied
///     \--keep_until passed, or ended by hand--> over --no lease in its bin any more--> (nothing), likewise
/// ```
final class DeletionTable {
    /// A row.
    ///
    /// @param repository as it was called; empty for a whole namespace
    /// @param repositoryId null for a whole namespace
    /// @param binId where its manifests lie; null where it has none
    record Stored(
            String id,
            TrashEntry.Kind kind,
            String namespace,
            String repository,
            @Nullable Long repositoryId,
            @Nullable Long binId,
            @Nullable String digest,
            @Nullable String parent,
            Cause cause,
            long deletedAt,
            String deletedBy,
            long keepUntil) {}

    void insert(Sql sql, Stored deletion) {
        sql.update(
                """
                INSERT INTO deletion (id, kind, namespace, repository, repository_id, bin_id, digest, parent_id, cause,
                  deleted_at, deleted_by, keep_until)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                deletion.id,
                deletion.kind.id(),
                deletion.namespace,
                deletion.repository,
                deletion.repositoryId,
                deletion.binId,
                deletion.digest,
                deletion.parent,
                deletion.cause.id(),
                deletion.deletedAt,
                deletion.deletedBy,
                deletion.keepUntil);
    }

    /// One for each repository of a namespace that is deleted as a whole; their ids follow from its own.
    void insertRepositoriesOf(Sql sql, Stored namespace) {
        sql.update(
                """
                INSERT INTO deletion (id, kind, namespace, repository, repository_id, bin_id, digest, parent_id, cause,
                  deleted_at, deleted_by, keep_until)
                SELECT CAST(? AS TEXT) || '-' || CAST(id AS TEXT), 'repository', namespace, name, id, id, NULL, CAST(? AS TEXT),
                  CAST(? AS TEXT),
                  CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS BIGINT)
                FROM repository WHERE namespace = ? AND deleted_at IS NULL
                """,
                namespace.id,
                namespace.id,
                namespace.cause.id(),
                namespace.deletedAt,
                namespace.deletedBy,
                namespace.keepUntil,
                namespace.namespace);
    }

    void insertTags(Sql sql, String id, List<StandingTable.Pointer> tags) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (StandingTable.Pointer tag : tags) {
            rows.add(new Object[] {id, tag.name(), tag.digest().toString(), tag.version()});
        }
        sql.updateAll("INSERT INTO deletion_tag (deletion_id, name, digest, version) VALUES (?, ?, ?, ?)", rows);
    }

    /// One that can be restored.
    Optional<Stored> find(Sql sql, String id, long now) {
        return sql.first("""
                SELECT id, kind, namespace, repository, repository_id, bin_id, digest, parent_id, cause, deleted_at,
                  deleted_by, keep_until
                FROM deletion WHERE id = ? AND keep_until > ?
                """, DeletionTable::stored, id, now);
    }

    /// The newest that took a tag of a repository.
    Optional<Stored> newestOfTag(Sql sql, long repositoryId, String tag, long now) {
        return sql.first("""
                SELECT id, kind, namespace, repository, repository_id, bin_id, digest, parent_id, cause, deleted_at,
                  deleted_by, keep_until
                FROM deletion WHERE repository_id = ? AND keep_until > ? AND kind IN ('tag', 'manifest')
                  AND EXISTS (SELECT 1 FROM deletion_tag
                    WHERE deletion_tag.deletion_id = deletion.id AND deletion_tag.name = ?)
                ORDER BY id DESC LIMIT 1
                """, DeletionTable::stored, repositoryId, now, tag);
    }

    /// The newest whose bin has a manifest of a repository.
    Optional<Stored> newestOfManifest(Sql sql, long repositoryId, Digest digest, long now) {
        return sql.first("""
                SELECT id, kind, namespace, repository, repository_id, bin_id, digest, parent_id, cause, deleted_at,
                  deleted_by, keep_until
                FROM deletion WHERE repository_id = ? AND keep_until > ? AND kind = 'manifest'
                  AND EXISTS (SELECT 1 FROM manifest
                    WHERE manifest.repository_id = deletion.bin_id AND manifest.digest = ?)
                ORDER BY id DESC LIMIT 1
                """, DeletionTable::stored, repositoryId, now, digest.toString());
    }

    Optional<Stored> newestOfRepository(Sql sql, String namespace, String name, long now) {
        return sql.first("""
                SELECT id, kind, namespace, repository, repository_id, bin_id, digest, parent_id, cause, deleted_at,
                  deleted_by, keep_until
                FROM deletion WHERE namespace = ? AND kind = 'repository' AND repository = ? AND keep_until > ?
                ORDER BY deleted_at DESC LIMIT 1
                """, DeletionTable::stored, namespace, name, now);
    }

    /// The deletion of a namespace, also one that is over and not emptied yet.
    Optional<Stored> ofNamespace(Sql sql, String namespace) {
        return sql.first("""
                SELECT id, kind, namespace, repository, repository_id, bin_id, digest, parent_id, cause, deleted_at,
                  deleted_by, keep_until
                FROM deletion WHERE namespace = ? AND kind = 'namespace' ORDER BY id DESC LIMIT 1
                """, DeletionTable::stored, namespace);
    }

    /// The deletion whose bin a repository is.
    Optional<Stored> ofBin(Sql sql, long binId) {
        return sql.first("""
                SELECT id, kind, namespace, repository, repository_id, bin_id, digest, parent_id, cause, deleted_at,
                  deleted_by, keep_until
                FROM deletion WHERE bin_id = ?
                """, DeletionTable::stored, binId);
    }

    /// Those that can be restored, before `before` (an id), the newest first. What went with its namespace is told
    /// by that deletion.
    List<Stored> before(Sql sql, String namespace, String before, long now, int limit) {
        return sql.list("""
                SELECT id, kind, namespace, repository, repository_id, bin_id, digest, parent_id, cause, deleted_at,
                  deleted_by, keep_until
                FROM deletion WHERE namespace = ? AND id < ? AND keep_until > ? AND parent_id IS NULL
                ORDER BY id DESC LIMIT ?
                """, DeletionTable::stored, namespace, before, now, limit);
    }

    List<Stored> before(Sql sql, long repositoryId, String before, long now, int limit) {
        return sql.list("""
                SELECT id, kind, namespace, repository, repository_id, bin_id, digest, parent_id, cause, deleted_at,
                  deleted_by, keep_until
                FROM deletion WHERE repository_id = ? AND id < ? AND keep_until > ?
                ORDER BY id DESC LIMIT ?
                """, DeletionTable::stored, repositoryId, before, now, limit);
    }

    static Stored stored(Row row) {
        return new Stored(
                row.text(1),
                TrashEntry.Kind.stored(row.text(2)),
                row.text(3),
                row.text(4),
                row.optionalNumber(5).orElse(null),
                row.optionalNumber(6).orElse(null),
                row.optionalText(7).orElse(null),
                row.optionalText(8).orElse(null),
                Cause.stored(row.text(9)),
                row.number(10),
                row.text(11),
                row.number(12));
    }

    List<TrashEntry.DeletedTag> tags(Sql sql, String id, int limit) {
        return sql.list(
                "SELECT name, digest FROM deletion_tag WHERE deletion_id = ? ORDER BY name LIMIT ?",
                row -> new TrashEntry.DeletedTag(Tag.parse(row.text(1)), Digest.parse(row.text(2))),
                id,
                limit);
    }

    boolean deleteTag(Sql sql, String id, String tag) {
        return sql.update("DELETE FROM deletion_tag WHERE deletion_id = ? AND name = ?", id, tag) == 1;
    }

    /// Forgets a deletion; false when somebody else did.
    boolean delete(Sql sql, String id) {
        sql.update("DELETE FROM deletion_tag WHERE deletion_id = ?", id);
        return sql.update("DELETE FROM deletion WHERE id = ?", id) == 1;
    }

    /// Forgets the parts of a namespace's deletion.
    void deleteParts(Sql sql, String parent) {
        sql.update("DELETE FROM deletion WHERE parent_id = ?", parent);
    }

    /// A repository goes to another namespace: what was deleted in it belongs there from now on.
    void move(Sql sql, long repositoryId, String to) {
        sql.update("""
                UPDATE repository SET namespace = ?
                WHERE id IN (SELECT bin_id FROM deletion WHERE repository_id = ? AND bin_id IS NOT NULL)
                """, to, repositoryId);
        sql.update("UPDATE deletion SET namespace = ? WHERE repository_id = ?", to, repositoryId);
    }
}
