package dev.entrepot.scanning;

import dev.entrepot.content.Repository;
import dev.entrepot.content.Visibility;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.storage.StorageKey;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Manifests and blobs, as far as scanning looks at them: tables `manifest`, `manifest_content`, `link`, `blob`,
/// `repository`. Repositories in the trash count, those that are nobody's any more do not.
final class ArrivalTable {
    /// A manifest that nobody has looked at.
    ///
    /// @param setting what its repository says of scanning
    record Unseen(long repositoryId, String namespace, Digest digest, String setting) {}

    /// @param type as its repository has it
    @SuppressWarnings("ArrayRecordComponent")
    record Content(MediaType type, byte[] bytes) {}

    /// A blob that a manifest names.
    ///
    /// @param key where its bytes lie; null while they do not
    /// @param sound whether they are what they were when they came
    record Blob(@Nullable StorageKey key, boolean sound, long size) {}

    /// The oldest first.
    List<Unseen> unseen(Sql sql, int limit) {
        return sql.list(
                """
                SELECT manifest.repository_id, repository.namespace, manifest.digest, repository.scanning
                FROM manifest JOIN repository ON repository.id = manifest.repository_id
                WHERE manifest.scan_seen_at IS NULL ORDER BY manifest.pushed_at LIMIT ?
                """, row -> new Unseen(row.number(1), row.text(2), Digest.parse(row.text(3)), row.text(4)), limit);
    }

    void markSeen(Sql sql, List<Unseen> manifests, long now) {
        sql.updateAll(
                "UPDATE manifest SET scan_seen_at = ? WHERE repository_id = ? AND digest = ?",
                manifests.stream()
                        .map(each -> new Object[] {now, each.repositoryId, each.digest.toString()})
                        .toList());
    }

    Optional<Content> content(Sql sql, long repositoryId, Digest digest) {
        return sql.first(
                """
                SELECT manifest.media_type, manifest_content.bytes
                FROM manifest JOIN manifest_content ON manifest_content.digest = manifest.digest
                WHERE manifest.repository_id = ? AND manifest.digest = ?
                """, row -> new Content(new MediaType(row.text(1)), row.bytes(2)), repositoryId, digest.toString());
    }

    /// A manifest of any repository of a namespace.
    Optional<Content> content(Sql sql, String namespace, Digest digest) {
        return sql.first(
                """
                SELECT manifest.media_type, manifest_content.bytes
                FROM manifest
                JOIN repository ON repository.id = manifest.repository_id
                JOIN manifest_content ON manifest_content.digest = manifest.digest
                WHERE manifest.digest = ? AND repository.namespace = ?
                  AND (repository.deleted_at IS NULL OR repository.deleted_at <> 0)
                ORDER BY repository.deleted_at LIMIT 1
                """, row -> new Content(new MediaType(row.text(1)), row.bytes(2)), digest.toString(), namespace);
    }

    /// What a manifest of a namespace names, if any repository there that has the manifest has the blob too: bytes that
    /// only others hold are not looked at.
    Optional<Blob> blob(Sql sql, String namespace, Digest manifest, Digest blob) {
        return sql.first(
                """
                SELECT blob.storage_key, blob.state, link.size
                FROM manifest
                JOIN repository ON repository.id = manifest.repository_id
                JOIN link ON link.repository_id = manifest.repository_id AND link.digest = ?
                LEFT JOIN blob ON blob.storage_key = link.storage_key
                WHERE manifest.digest = ? AND repository.namespace = ?
                  AND (repository.deleted_at IS NULL OR repository.deleted_at <> 0)
                ORDER BY CASE WHEN blob.state = 'sound' THEN 0 WHEN blob.state IS NULL THEN 2 ELSE 1 END LIMIT 1
                """,
                row -> new Blob(
                        row.optionalText(1).map(StorageKey::new).orElse(null),
                        row.optionalText(2).filter("sound"::equals).isPresent(),
                        row.number(3)),
                blob.toString(),
                manifest.toString(),
                namespace);
    }

    /// Where an image is: repositories that are no trash, by name.
    List<Repository> places(Sql sql, String namespace, Digest digest, int limit) {
        return sql.list(
                """
                SELECT repository.id, repository.name, repository.visibility FROM manifest
                JOIN repository ON repository.id = manifest.repository_id
                WHERE manifest.digest = ? AND repository.namespace = ? AND repository.deleted_at IS NULL
                ORDER BY repository.name LIMIT ?
                """,
                row -> new Repository(
                        row.number(1),
                        new RepositoryName(row.text(2)),
                        Visibility.of(row.text(3)).orElseThrow()),
                digest.toString(),
                namespace,
                limit);
    }

    /// Tags that point to an image, or to an index that lists it, in byte order; some of them where there are more than
    /// the limit.
    ///
    /// Two statements without an order: with one, SQLite walks over all tags of the repository to save a sort.
    List<String> tags(Sql sql, long repositoryId, Digest digest, int limit) {
        List<String> direct = sql.list(
                "SELECT name FROM tag WHERE repository_id = ? AND digest = ? LIMIT ?",
                row -> row.text(1),
                repositoryId,
                digest.toString(),
                limit);
        List<String> byIndex = sql.list("""
                SELECT tag.name FROM manifest_child
                JOIN tag ON tag.repository_id = manifest_child.repository_id AND tag.digest = manifest_child.parent_digest
                WHERE manifest_child.repository_id = ? AND manifest_child.child_digest = ? LIMIT ?
                """, row -> row.text(1), repositoryId, digest.toString(), limit);
        TreeSet<String> tags = new TreeSet<>(direct);
        tags.addAll(byIndex);
        return tags.stream().limit(limit).toList();
    }
}
