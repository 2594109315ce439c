package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.storage.StorageKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Manifests and links on their way between a repository and a bin: a row of `repository` too, but one that is
/// deleted, under a name that nobody can ask for.
final class BinTable {
    private static final SecureRandom RANDOM = new SecureRandom();

    /// What a repository got.
    record Gained(Digest digest, long size, boolean present) {}

    long open(Sql sql, String namespace, long now) {
        long id = RANDOM.nextLong() >>> 1;
        sql.update("""
                INSERT INTO repository (id, namespace, name, created_at, deleted_at)
                VALUES (?, ?, ?, ?, ?)
                """, id, namespace, "-" + id, now, now);
        return id;
    }

    /// Copies manifests into an empty bin with all that they name.
    void fill(Sql sql, long from, long bin, List<Digest> manifests) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Digest manifest : manifests) {
            rows.add(new Object[] {bin, from, manifest.toString()});
        }
        sql.updateAll("""
                INSERT INTO manifest (repository_id, digest, media_type, size, artifact_type, subject_digest,
                  leased_until, leased_by, pushed_at, pushed_by, pulled_at)
                SELECT CAST(? AS BIGINT), digest, media_type, size, artifact_type, subject_digest, leased_until,
                  leased_by, pushed_at, pushed_by, pulled_at
                FROM manifest WHERE repository_id = ? AND digest = ?
                """, rows);
        sql.update("""
                INSERT INTO link (repository_id, digest, state, storage_key, size, leased_until, leased_by)
                SELECT CAST(? AS BIGINT), digest, state, storage_key, size, leased_until, leased_by
                FROM link WHERE repository_id = ? AND digest IN (
                  SELECT manifest_blob.blob_digest FROM manifest
                  JOIN manifest_blob ON manifest_blob.repository_id = ? AND manifest_blob.manifest_digest = manifest.digest
                  WHERE manifest.repository_id = ?)
                """, bin, from, from, bin);
        sql.update("""
                INSERT INTO manifest_blob (repository_id, manifest_digest, blob_digest)
                SELECT CAST(? AS BIGINT), manifest_blob.manifest_digest, manifest_blob.blob_digest FROM manifest
                JOIN manifest_blob ON manifest_blob.repository_id = ? AND manifest_blob.manifest_digest = manifest.digest
                WHERE manifest.repository_id = ?
                """, bin, from, bin);
        sql.update("""
                INSERT INTO manifest_child (repository_id, parent_digest, child_digest, present_digest)
                SELECT CAST(? AS BIGINT), manifest_child.parent_digest, manifest_child.child_digest, here.digest
                FROM manifest
                JOIN manifest_child ON manifest_child.repository_id = ? AND manifest_child.parent_digest = manifest.digest
                LEFT JOIN manifest here ON here.repository_id = manifest.repository_id
                  AND here.digest = manifest_child.child_digest
                WHERE manifest.repository_id = ?
                """, bin, from, bin);
    }

    /// Takes out of a repository what its bin has now; returns the links that nothing named any more.
    List<Gained> remove(Sql sql, long from, long bin) {
        sql.update("""
                DELETE FROM manifest_blob WHERE repository_id = ?
                  AND manifest_digest IN (SELECT digest FROM manifest WHERE repository_id = ?)
                """, from, bin);
        sql.update("""
                DELETE FROM manifest_child WHERE repository_id = ?
                  AND parent_digest IN (SELECT digest FROM manifest WHERE repository_id = ?)
                """, from, bin);
        sql.update("""
                DELETE FROM orphan WHERE repository_id = ?
                  AND digest IN (SELECT digest FROM manifest WHERE repository_id = ?)
                """, from, bin);
        sql.update("""
                DELETE FROM manifest WHERE repository_id = ?
                  AND digest IN (SELECT digest FROM manifest WHERE repository_id = ?)
                """, from, bin);
        return sql.list(
                """
                DELETE FROM link WHERE repository_id = ?
                  AND digest IN (SELECT digest FROM link WHERE repository_id = ?)
                  AND NOT EXISTS (SELECT 1 FROM manifest_blob
                    WHERE manifest_blob.repository_id = ? AND manifest_blob.blob_digest = link.digest)
                RETURNING digest, size, state
                """,
                row -> new Gained(
                        Digest.parse(row.text(1)), row.number(2), row.text(3).equals("present")),
                from,
                bin,
                from);
    }

    List<Digest> manifests(Sql sql, long bin) {
        return sql.list(
                "SELECT digest FROM manifest WHERE repository_id = ? ORDER BY digest",
                row -> Digest.parse(row.text(1)),
                bin);
    }

    long manifestBytes(Sql sql, long bin) {
        return sql.first(
                        "SELECT COALESCE(SUM(size), 0) FROM manifest WHERE repository_id = ?",
                        row -> row.number(1),
                        bin)
                .orElseThrow();
    }

    /// Copies the row of a manifest; empty when the repository has the manifest.
    List<Gained> copyManifest(Sql sql, long from, long to, Digest digest) {
        return sql.list("""
                INSERT INTO manifest (repository_id, digest, media_type, size, artifact_type, subject_digest,
                  leased_until, leased_by, pushed_at, pushed_by, pulled_at)
                SELECT CAST(? AS BIGINT), digest, media_type, size, artifact_type, subject_digest, leased_until,
                  leased_by, pushed_at, pushed_by, pulled_at
                FROM manifest WHERE repository_id = ? AND digest = ?
                ON CONFLICT (repository_id, digest) DO NOTHING
                RETURNING size
                """, row -> new Gained(digest, row.number(1), true), to, from, digest.toString());
    }

    /// Copies the links that a manifest of the bin names, and returns those that the repository did not have.
    List<Gained> copyLinks(Sql sql, long from, long to, Digest manifest) {
        return sql.list(
                """
                INSERT INTO link (repository_id, digest, state, storage_key, size, leased_until, leased_by)
                SELECT CAST(? AS BIGINT), link.digest, link.state, link.storage_key, link.size, link.leased_until,
                  link.leased_by
                FROM manifest_blob
                JOIN link ON link.repository_id = manifest_blob.repository_id AND link.digest = manifest_blob.blob_digest
                WHERE manifest_blob.repository_id = ? AND manifest_blob.manifest_digest = ?
                ON CONFLICT (repository_id, digest) DO UPDATE SET state = excluded.state,
                  storage_key = excluded.storage_key, size = excluded.size
                WHERE link.state <> 'present' AND excluded.state = 'present'
                RETURNING digest, size, state
                """,
                row -> new Gained(
                        Digest.parse(row.text(1)), row.number(2), row.text(3).equals("present")),
                to,
                from,
                manifest.toString());
    }

    /// Copies what a manifest names; its row and its links are there.
    void copyNames(Sql sql, long from, long to, Digest manifest) {
        String digest = manifest.toString();
        sql.update("""
                INSERT INTO manifest_blob (repository_id, manifest_digest, blob_digest)
                SELECT CAST(? AS BIGINT), manifest_digest, blob_digest
                FROM manifest_blob WHERE repository_id = ? AND manifest_digest = ?
                """, to, from, digest);
        sql.update("""
                INSERT INTO manifest_child (repository_id, parent_digest, child_digest, present_digest)
                SELECT CAST(? AS BIGINT), manifest_child.parent_digest, manifest_child.child_digest, here.digest
                FROM manifest_child LEFT JOIN manifest here ON here.repository_id = ?
                  AND here.digest = manifest_child.child_digest
                WHERE manifest_child.repository_id = ? AND manifest_child.parent_digest = ?
                """, to, to, from, digest);
        sql.update("""
                UPDATE manifest_child SET present_digest = child_digest
                WHERE repository_id = ? AND child_digest = ? AND present_digest IS NULL
                """, to, digest);
    }

    /// Children that an index in a bin names.
    List<Digest> children(Sql sql, long bin, Digest index) {
        return sql.list(
                "SELECT child_digest FROM manifest_child WHERE repository_id = ? AND parent_digest = ? ORDER BY child_digest",
                row -> Digest.parse(row.text(1)),
                bin,
                index.toString());
    }

    boolean hasManifest(Sql sql, long repository, Digest digest) {
        return sql.first(
                        "SELECT 1 FROM manifest WHERE repository_id = ? AND digest = ?",
                        row -> row.number(1),
                        repository,
                        digest.toString())
                .isPresent();
    }

    /// The newest bin of a repository that has a manifest.
    Optional<Long> binWith(Sql sql, long repositoryId, Digest manifest) {
        return sql.first("""
                SELECT deletion.bin_id FROM deletion
                JOIN manifest ON manifest.repository_id = deletion.bin_id AND manifest.digest = ?
                WHERE deletion.repository_id = ? AND deletion.kind = 'manifest'
                ORDER BY deletion.id DESC LIMIT 1
                """, row -> row.number(1), manifest.toString(), repositoryId);
    }

    /// The same, where somebody holds the manifest at `now`.
    Optional<Long> binWithLeased(Sql sql, long repositoryId, Digest manifest, long now) {
        return sql.first("""
                SELECT deletion.bin_id FROM deletion
                JOIN manifest ON manifest.repository_id = deletion.bin_id AND manifest.digest = ?
                WHERE deletion.repository_id = ? AND deletion.kind = 'manifest' AND manifest.leased_until > ?
                ORDER BY deletion.id DESC LIMIT 1
                """, row -> row.number(1), manifest.toString(), repositoryId, now);
    }

    /// A sound blob in a bin of a repository that somebody holds at `now`.
    Optional<Link> leasedLink(Sql sql, long repositoryId, Digest digest, long now) {
        return sql.first(
                """
                SELECT link.storage_key, link.size, link.leased_until FROM deletion
                JOIN link ON link.repository_id = deletion.bin_id AND link.digest = ?
                JOIN blob ON blob.storage_key = link.storage_key AND blob.state = 'sound'
                WHERE deletion.repository_id = ? AND deletion.kind = 'manifest' AND link.leased_until > ?
                ORDER BY deletion.id DESC LIMIT 1
                """,
                row -> new Link(new StorageKey(row.text(1)), row.number(2), row.number(3)),
                digest.toString(),
                repositoryId,
                now);
    }
}
