package dev.entrepot.integrity;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Index;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.MediaType;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads manifests again and compares what they say with what is on record.
final class ManifestChecks {
    /// @param size in bytes
    record Content(String digest, long size) {}

    private record Held(
            long repositoryId,
            String repository,
            String mediaType,
            long size,
            Optional<String> artifactType,
            Optional<String> subject) {}

    private ManifestChecks() {}

    static long count(Sql sql) {
        return sql.first("SELECT COUNT(*) FROM manifest_content", row -> row.number(1))
                .orElseThrow();
    }

    static List<Content> after(Sql sql, String last, int limit) {
        return sql.list(
                "SELECT digest, LENGTH(bytes) FROM manifest_content WHERE digest > ? ORDER BY digest LIMIT ?",
                row -> new Content(row.text(1), row.number(2)),
                last,
                limit);
    }

    /// Looks at one as the transaction of `sql` sees it.
    static void look(Sql sql, String digest, Findings findings) {
        Optional<byte[]> stored =
                sql.first("SELECT bytes FROM manifest_content WHERE digest = ?", row -> row.bytes(1), digest);
        if (stored.isEmpty()) {
            return;
        }
        byte[] bytes = stored.get();
        List<Held> holders = sql.list(
                """
                SELECT repository.id, repository.name, manifest.media_type, manifest.size, manifest.artifact_type,
                  manifest.subject_digest
                FROM manifest JOIN repository ON repository.id = manifest.repository_id
                WHERE manifest.digest = ?
                  AND (repository.deleted_at IS NULL OR EXISTS (SELECT 1 FROM deletion WHERE deletion.bin_id = repository.id))
                ORDER BY repository.id
                """,
                row -> new Held(
                        row.number(1),
                        row.text(2),
                        row.text(3),
                        row.number(4),
                        row.optionalText(5),
                        row.optionalText(6)),
                digest);
        if (holders.isEmpty() && isUnused(sql, digest)) {
            findings.add(Invariant.UNUSED_CONTENT, digest);
        }
        if (!isDigestOf(digest, bytes)) {
            findings.add(Invariant.MANIFEST_CONTENT, holders.isEmpty() ? digest : place(holders.getFirst(), digest));
            return;
        }
        holders.forEach(held -> look(sql, held, digest, bytes, findings));
    }

    private static boolean isUnused(Sql sql, String digest) {
        return sql.first("SELECT 1 FROM manifest WHERE digest = ? LIMIT 1", row -> row.number(1), digest)
                .isEmpty();
    }

    private static boolean isDigestOf(String digest, byte[] bytes) {
        try {
            Digest expected = Digest.parse(digest);
            return Digest.of(expected.algorithm(), bytes).equals(expected);
        } catch (MalformedException unreadable) {
            return false;
        }
    }

    private static String place(Held held, String digest) {
        return held.repository + "@" + digest;
    }

    private static void look(Sql sql, Held held, String digest, byte[] bytes, Findings findings) {
        Manifest manifest;
        try {
            manifest = Manifest.parse(bytes, Optional.of(new MediaType(held.mediaType)));
        } catch (MalformedException malformed) {
            findings.add(Invariant.MANIFEST_NAMES, place(held, digest) + " is no " + held.mediaType);
            return;
        }
        Set<String> wrong = new TreeSet<>();
        if (held.size != bytes.length) {
            wrong.add("size");
        }
        if (!held.artifactType.equals(manifest.artifactType())) {
            wrong.add("artifact type");
        }
        if (!held.subject.equals(
                manifest.subject().map(subject -> subject.digest().toString()))) {
            wrong.add("subject");
        }
        if (!namesBlobs(sql, held, digest, manifest)) {
            wrong.add("blobs");
        }
        if (!namesChildren(sql, held, digest, manifest)) {
            wrong.add("children");
        }
        if (!wrong.isEmpty()) {
            findings.add(Invariant.MANIFEST_NAMES, place(held, digest) + ": " + String.join(", ", wrong));
        }
    }

    private static boolean isChild(Manifest manifest, Descriptor descriptor) {
        return manifest instanceof Index && descriptor.mediaType().isManifest();
    }

    /// What need not be here is on record or not.
    private static boolean agree(Manifest manifest, boolean children, List<String> recorded) {
        Set<String> needed = new HashSet<>();
        Set<String> possible = new HashSet<>();
        for (Descriptor descriptor : manifest.references()) {
            if (isChild(manifest, descriptor) == children) {
                possible.add(descriptor.digest().toString());
                if (!descriptor.optional()) {
                    needed.add(descriptor.digest().toString());
                }
            }
        }
        return possible.containsAll(recorded) && new HashSet<>(recorded).containsAll(needed);
    }

    private static boolean namesBlobs(Sql sql, Held held, String digest, Manifest manifest) {
        List<String> recorded = sql.list(
                "SELECT blob_digest FROM manifest_blob WHERE repository_id = ? AND manifest_digest = ?",
                row -> row.text(1),
                held.repositoryId,
                digest);
        return agree(manifest, false, recorded);
    }

    private static boolean namesChildren(Sql sql, Held held, String digest, Manifest manifest) {
        List<String> recorded = sql.list(
                "SELECT child_digest FROM manifest_child WHERE repository_id = ? AND parent_digest = ?",
                row -> row.text(1),
                held.repositoryId,
                digest);
        return agree(manifest, true, recorded);
    }
}
