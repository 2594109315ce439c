package dev.entrepot.policy;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.storage.StorageKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads what is attached to manifests, and where a manifest stands in its repository.
final class AttachmentTable {
    /// Indexes in indexes; deeper ones are not looked through.
    private static final int MOST_LEVELS = 4;

    private static final int MOST_PARENTS = 100;
    private static final int MOST_TAGS = 1_000;

    record Referrer(String digest, String subject, String pushedBy) {}

    @SuppressWarnings("ArrayRecordComponent")
    record Content(byte[] bytes, String subject, String pushedBy) {}

    Optional<Long> repository(Sql sql, String name) {
        return sql.first("SELECT id FROM repository WHERE name = ? AND deleted_at IS NULL", row -> row.number(1), name);
    }

    /// The manifest, and the indexes that name it.
    Set<String> above(Sql sql, long repositoryId, String digest) {
        Set<String> seen = new HashSet<>(Set.of(digest));
        List<String> level = List.of(digest);
        for (int i = 0; i < MOST_LEVELS && !level.isEmpty() && seen.size() < MOST_PARENTS; i++) {
            Set<String> next = new HashSet<>();
            for (String each : level) {
                next.addAll(sql.list(
                        "SELECT parent_digest FROM manifest_child WHERE repository_id = ? AND child_digest = ? LIMIT ?",
                        row -> row.text(1),
                        repositoryId,
                        each,
                        MOST_PARENTS));
            }
            next.removeAll(seen);
            seen.addAll(next);
            level = List.copyOf(next);
        }
        return seen;
    }

    Set<String> tags(Sql sql, long repositoryId, Set<String> digests) {
        Set<String> tags = new HashSet<>();
        for (String digest : digests) {
            tags.addAll(sql.list(
                    "SELECT name FROM tag WHERE repository_id = ? AND digest = ? ORDER BY name LIMIT ?",
                    row -> row.text(1),
                    repositoryId,
                    digest,
                    MOST_TAGS));
        }
        return tags;
    }

    /// Referrers whose type may be that of VEX or of an attestation, the newest first.
    List<Referrer> referrers(Sql sql, long repositoryId, String subject, int limit) {
        return sql.list("""
                SELECT digest, subject_digest, pushed_by FROM manifest
                WHERE repository_id = ? AND subject_digest = ? AND artifact_type IN (
                  'application/vnd.openvex+json', 'application/openvex+json', 'application/vnd.in-toto+json',
                  'application/vnd.dsse.envelope.v1+json', 'application/vnd.dev.sigstore.bundle.v0.3+json',
                  'application/vnd.dev.sigstore.bundle+json;version=0.3', 'text/openvex')
                ORDER BY pushed_at DESC, digest LIMIT ?
                """, AttachmentTable::referrer, repositoryId, subject, limit);
    }

    private static Referrer referrer(Row row) {
        return new Referrer(row.text(1), row.text(2), row.text(3));
    }

    /// What a tag points to.
    Optional<Referrer> tagged(Sql sql, long repositoryId, String tag, String subject) {
        return sql.first("""
                SELECT manifest.digest, manifest.pushed_by FROM tag
                JOIN manifest ON manifest.repository_id = tag.repository_id AND manifest.digest = tag.digest
                WHERE tag.repository_id = ? AND tag.name = ?
                """, row -> new Referrer(row.text(1), subject, row.text(2)), repositoryId, tag);
    }

    /// Tags of that beginning that point to a manifest.
    List<String> tagsOf(Sql sql, long repositoryId, String digest) {
        return sql.list(
                "SELECT name FROM tag WHERE repository_id = ? AND digest = ? ORDER BY name LIMIT ?",
                row -> row.text(1),
                repositoryId,
                digest,
                MOST_TAGS);
    }

    Optional<Content> manifest(Sql sql, long repositoryId, String digest, int maxBytes) {
        return sql.first(
                """
                SELECT manifest_content.bytes, manifest.subject_digest, manifest.pushed_by
                FROM manifest JOIN manifest_content ON manifest_content.digest = manifest.digest
                WHERE manifest.repository_id = ? AND manifest.digest = ? AND manifest.size <= ?
                """,
                row -> new Content(row.bytes(1), row.optionalText(2).orElse(""), row.text(3)),
                repositoryId,
                digest,
                maxBytes);
    }

    /// Where the bytes of a blob lie, if they are sound and not larger than that.
    Optional<StorageKey> blob(Sql sql, long repositoryId, String digest, long maxBytes) {
        return sql.first("""
                SELECT blob.storage_key FROM link JOIN blob ON blob.storage_key = link.storage_key
                WHERE link.repository_id = ? AND link.digest = ? AND link.state = 'present' AND blob.state = 'sound'
                  AND blob.size <= ?
                """, row -> new StorageKey(row.text(1)), repositoryId, digest, maxBytes);
    }
}
