package dev.entrepot.retention;

import dev.entrepot.database.Sql;
import dev.entrepot.storage.StorageKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Column `expires_after` of table `manifest`.
final class WishTable {
    record Unread(long repositoryId, String digest) {}

    /// @param dueAt when it expires, as far as its manifest alone says
    record Expired(long dueAt, long repositoryId, String digest) {
        static final Expired FIRST = new Expired(Long.MIN_VALUE, 0, "");
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Content(String mediaType, byte[] bytes) {}

    /// Manifests that nobody has looked at, the oldest first.
    List<Unread> unread(Sql sql, int limit) {
        return sql.list("""
                SELECT repository_id, digest FROM manifest WHERE expires_after IS NULL ORDER BY pushed_at LIMIT ?
                """, row -> new Unread(row.number(1), row.text(2)), limit);
    }

    Optional<Content> content(Sql sql, Unread manifest) {
        return sql.first("""
                SELECT manifest.media_type, manifest_content.bytes
                FROM manifest JOIN manifest_content ON manifest_content.digest = manifest.digest
                WHERE manifest.repository_id = ? AND manifest.digest = ?
                """, row -> new Content(row.text(1), row.bytes(2)), manifest.repositoryId, manifest.digest);
    }

    /// Where the bytes of a blob lie, if they are sound and not larger than that.
    Optional<StorageKey> config(Sql sql, long repositoryId, String digest, long maxBytes) {
        return sql.first("""
                SELECT blob.storage_key FROM link JOIN blob ON blob.storage_key = link.storage_key
                WHERE link.repository_id = ? AND link.digest = ? AND blob.state = 'sound' AND blob.size <= ?
                """, row -> new StorageKey(row.text(1)), repositoryId, digest, maxBytes);
    }

    /// Never expires what is not there: what is not pulled from here goes with its index.
    OptionalLong wish(Sql sql, long repositoryId, String digest) {
        Optional<Optional<Long>> found = sql.first(
                "SELECT expires_after FROM manifest WHERE repository_id = ? AND digest = ?",
                row -> row.optionalNumber(1),
                repositoryId,
                digest);
        Optional<Long> wish = found.orElse(Optional.of(Wish.NEVER));
        return wish.isPresent() ? OptionalLong.of(wish.get()) : OptionalLong.empty();
    }

    void note(Sql sql, Unread manifest, long wish) {
        sql.update(
                "UPDATE manifest SET expires_after = ? WHERE repository_id = ? AND digest = ?",
                wish,
                manifest.repositoryId,
                manifest.digest);
    }

    /// What has expired behind `last`, the longest due first.
    List<Expired> expired(Sql sql, Expired last, long now, int limit) {
        return sql.list(
                """
                SELECT manifest.pushed_at + manifest.expires_after, manifest.repository_id, manifest.digest
                FROM manifest JOIN repository ON repository.id = manifest.repository_id
                WHERE manifest.expires_after > 0 AND repository.deleted_at IS NULL
                  AND manifest.pushed_at + manifest.expires_after <= ?
                  AND (manifest.pushed_at + manifest.expires_after, manifest.repository_id, manifest.digest) > (?, ?, ?)
                ORDER BY manifest.pushed_at + manifest.expires_after, manifest.repository_id, manifest.digest LIMIT ?
                """,
                row -> new Expired(row.number(1), row.number(2), row.text(3)),
                now,
                last.dueAt,
                last.repositoryId,
                last.digest,
                limit);
    }
}
