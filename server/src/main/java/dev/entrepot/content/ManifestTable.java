package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tables `manifest_content` (bytes, once for the whole registry), `manifest` (per repository), `manifest_blob`
/// and `manifest_child` (what a manifest names).
final class ManifestTable {
    /// A manifest to be stored.
    record Push(
            long repositoryId,
            Digest digest,
            MediaType mediaType,
            int size,
            @Nullable String artifactType,
            @Nullable String subject,
            Lease lease,
            String by,
            long now) {}

    /// A manifest that names another as its subject.
    @SuppressWarnings("ArrayRecordComponent")
    record Referrer(String digest, String mediaType, long size, Optional<String> artifactType, byte[] bytes) {}

    Optional<StoredManifest> find(Sql sql, long repositoryId, Digest digest) {
        return sql.first("""
                SELECT manifest.digest, manifest.media_type, manifest_content.bytes, manifest.leased_until
                FROM manifest JOIN manifest_content ON manifest_content.digest = manifest.digest
                WHERE manifest.repository_id = ? AND manifest.digest = ?
                """, ManifestTable::stored, repositoryId, digest.toString());
    }

    Optional<StoredManifest> findByTag(Sql sql, long repositoryId, String tag) {
        return sql.first("""
                SELECT manifest.digest, manifest.media_type, manifest_content.bytes, manifest.leased_until
                FROM tag
                JOIN manifest ON manifest.repository_id = tag.repository_id AND manifest.digest = tag.digest
                JOIN manifest_content ON manifest_content.digest = manifest.digest
                WHERE tag.repository_id = ? AND tag.name = ?
                """, ManifestTable::stored, repositoryId, tag);
    }

    private static StoredManifest stored(Row row) {
        return new StoredManifest(Digest.parse(row.text(1)), new MediaType(row.text(2)), row.bytes(3), row.number(4));
    }

    /// What the repository had before.
    enum Before {
        NOTHING,
        /// The same, so that what it names is on record.
        SAME,
        /// The same bytes as another media type.
        OTHER_TYPE
    }

    /// Stores the manifest.
    ///
    /// Inserts first: on PostgreSQL, to look for what is not there and then insert it meets every neighbour.
    Before put(Sql sql, Push push, byte[] bytes) {
        String digest = push.digest().toString();
        boolean newContent = sql.update(
                        "INSERT INTO manifest_content (digest, bytes) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
                        digest,
                        bytes)
                == 1;
        if (!newContent && again(sql, push)) {
            return Before.SAME;
        }
        if (!insert(sql, push)) {
            retype(sql, push);
            again(sql, push);
            return Before.OTHER_TYPE;
        }
        // Sparse parents that waited for this child now hold it.
        sql.update("""
                UPDATE manifest_child SET present_digest = child_digest
                WHERE repository_id = ? AND child_digest = ? AND present_digest IS NULL
                """, push.repositoryId(), digest);
        return Before.NOTHING;
    }

    private static boolean insert(Sql sql, Push push) {
        return sql.update(
                        """
                INSERT INTO manifest (repository_id, digest, media_type, size, artifact_type, subject_digest,
                  leased_until, leased_by, pushed_at, pushed_by)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (repository_id, digest) DO NOTHING
                """,
                        push.repositoryId(),
                        push.digest().toString(),
                        push.mediaType().text(),
                        push.size(),
                        push.artifactType(),
                        push.subject(),
                        push.lease().until(),
                        push.lease().holder(),
                        push.now(),
                        push.by())
                == 1;
    }

    /// False when the repository does not have it, or has it as another media type.
    private static boolean again(Sql sql, Push push) {
        Lease lease = push.lease();
        return sql.update(
                        """
                UPDATE manifest SET artifact_type = ?, subject_digest = ?, leased_by = ?,
                  leased_until = CASE WHEN leased_until > ? THEN leased_until ELSE ? END,
                  pushed_at = ?, pushed_by = ?
                WHERE repository_id = ? AND digest = ? AND media_type = ?
                """,
                        push.artifactType(),
                        push.subject(),
                        lease.holder(),
                        lease.until(),
                        lease.until(),
                        push.now(),
                        push.by(),
                        push.repositoryId(),
                        push.digest().toString(),
                        push.mediaType().text())
                == 1;
    }

    private static void retype(Sql sql, Push push) {
        sql.update(
                "UPDATE manifest SET media_type = ? WHERE repository_id = ? AND digest = ?",
                push.mediaType().text(),
                push.repositoryId(),
                push.digest().toString());
    }

    /// As {@link LinkTable#hold}, of a manifest.
    Optional<Long> hold(Sql sql, long repositoryId, Digest digest, Lease lease) {
        Optional<Long> held = sql.first(
                "SELECT size FROM manifest WHERE repository_id = ? AND digest = ? AND leased_until >= ?",
                row -> row.number(1),
                repositoryId,
                digest.toString(),
                lease.low());
        return held.isPresent() ? held : renew(sql, repositoryId, digest, lease);
    }

    /// Renews the lease of a manifest and returns its size in bytes; empty when it is not here.
    Optional<Long> renew(Sql sql, long repositoryId, Digest digest, Lease lease) {
        return sql.first(
                """
                UPDATE manifest SET leased_by = ?,
                  leased_until = CASE WHEN leased_until > ? THEN leased_until ELSE ? END
                WHERE repository_id = ? AND digest = ? RETURNING size
                """,
                row -> row.number(1),
                lease.holder(),
                lease.until(),
                lease.until(),
                repositoryId,
                digest.toString());
    }

    void nameBlobs(Sql sql, long repositoryId, Digest manifest, List<Digest> blobs) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Digest blob : blobs) {
            rows.add(new Object[] {repositoryId, manifest.toString(), blob.toString()});
        }
        sql.updateAll("""
                INSERT INTO manifest_blob (repository_id, manifest_digest, blob_digest) VALUES (?, ?, ?)
                ON CONFLICT (repository_id, manifest_digest, blob_digest) DO NOTHING
                """, rows);
    }

    void nameChild(Sql sql, long repositoryId, Digest parent, Digest child, boolean present) {
        sql.update("""
                INSERT INTO manifest_child (repository_id, parent_digest, child_digest, present_digest)
                VALUES (?, ?, ?, ?)
                ON CONFLICT (repository_id, parent_digest, child_digest) DO UPDATE SET
                  present_digest = excluded.present_digest
                """, repositoryId, parent.toString(), child.toString(), present ? child.toString() : null);
    }

    boolean namesBlob(Sql sql, long repositoryId, Digest blob) {
        return sql.first(
                        "SELECT 1 FROM manifest_blob WHERE repository_id = ? AND blob_digest = ? LIMIT 1",
                        row -> row.number(1),
                        repositoryId,
                        blob.toString())
                .isPresent();
    }

    /// An index that names this manifest.
    Optional<String> parentOf(Sql sql, long repositoryId, Digest child) {
        return sql.first("""
                SELECT parent_digest FROM manifest_child
                WHERE repository_id = ? AND present_digest = ? ORDER BY parent_digest LIMIT 1
                """, row -> row.text(1), repositoryId, child.toString());
    }

    /// Removes a manifest that no tag and no parent holds; false when there is none.
    boolean delete(Sql sql, long repositoryId, Digest digest) {
        String text = digest.toString();
        sql.update("DELETE FROM manifest_blob WHERE repository_id = ? AND manifest_digest = ?", repositoryId, text);
        sql.update("DELETE FROM manifest_child WHERE repository_id = ? AND parent_digest = ?", repositoryId, text);
        boolean deleted =
                sql.update("DELETE FROM manifest WHERE repository_id = ? AND digest = ?", repositoryId, text) == 1;
        sql.update("""
                DELETE FROM manifest_content WHERE digest = ?
                  AND NOT EXISTS (SELECT 1 FROM manifest WHERE manifest.digest = ?)
                """, text, text);
        return deleted;
    }

    /// Notes that scanning has not seen the manifests of a repository where they are now: what it knows it knows for
    /// one
    /// namespace.
    void markUnseen(Sql sql, long repositoryId) {
        sql.update("UPDATE manifest SET scan_seen_at = NULL WHERE repository_id = ?", repositoryId);
    }

    /// Manifests after `last` (a digest) whose subject is `subject`, in byte order of their digests.
    List<Referrer> referrers(Sql sql, long repositoryId, Digest subject, String last, int limit) {
        return sql.list(
                """
                SELECT manifest.digest, manifest.media_type, manifest.size, manifest.artifact_type,
                  manifest_content.bytes
                FROM manifest JOIN manifest_content ON manifest_content.digest = manifest.digest
                WHERE manifest.repository_id = ? AND manifest.subject_digest = ? AND manifest.digest > ?
                ORDER BY manifest.digest LIMIT ?
                """,
                row -> new Referrer(row.text(1), row.text(2), row.number(3), row.optionalText(4), row.bytes(5)),
                repositoryId,
                subject.toString(),
                last,
                limit);
    }
}
