package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.storage.StorageKey;
import java.util.List;
import java.util.Optional;

/// Table `link`: which digests are readable in which repository, and until when each is leased.
///
/// ```
///            upload, mount                      manifest PUT, HEAD by a pusher: lease renewed
///   (none) ---------------> present ------------------------------------------------> present
///      |                       ^  \
///      | sparse manifest       |   \ DELETE of the blob
///      v            upload     |    v
///   absent --------------------+   (none), and the blob is queued in `unlinked_blob`
/// ```
final class LinkTable {
    /// A present link to bytes that are not known to be bad.
    Optional<Link> findPresent(Sql sql, long repositoryId, Digest digest) {
        return sql.first("""
                SELECT link.storage_key, link.size, link.leased_until
                FROM link JOIN blob ON blob.storage_key = link.storage_key AND blob.state = 'sound'
                WHERE link.repository_id = ? AND link.digest = ? AND link.state = 'present'
                """, LinkTable::link, repositoryId, digest.toString());
    }

    /// The same in any repository.
    Optional<Link> findAnywhere(Sql sql, Digest digest) {
        return sql.first("""
                SELECT link.storage_key, link.size, link.leased_until
                FROM blob JOIN link ON link.storage_key = blob.storage_key
                JOIN repository ON repository.id = link.repository_id AND repository.deleted_at IS NULL
                WHERE blob.digest = ? AND blob.state = 'sound' AND link.state = 'present' LIMIT 1
                """, LinkTable::link, digest.toString());
    }

    List<RepositoryName> repositoriesWith(Sql sql, Digest digest, int limit) {
        return sql.list("""
                SELECT repository.name FROM blob
                JOIN link ON link.storage_key = blob.storage_key
                JOIN repository ON repository.id = link.repository_id
                WHERE blob.digest = ? AND blob.state = 'sound' AND link.state = 'present' AND repository.deleted_at IS NULL
                ORDER BY repository.name LIMIT ?
                """, row -> new RepositoryName(row.text(1)), digest.toString(), limit);
    }

    private static Link link(Row row) {
        return new Link(new StorageKey(row.text(1)), row.number(2), row.number(3));
    }

    /// Makes the link present, whatever it was, with a lease that never gets shorter; true when it was not
    /// present before.
    boolean putPresent(Sql sql, long repositoryId, Digest digest, StorageKey key, long size, Lease lease) {
        String text = digest.toString();
        boolean fresh =
                sql.update("""
                        INSERT INTO link (repository_id, digest, state, storage_key, size, leased_until, leased_by, check_at)
                        VALUES (?, ?, 'present', ?, ?, ?, ?, ?) ON CONFLICT (repository_id, digest) DO NOTHING
                        """, repositoryId, text, key.text(), size, lease.until(), lease.holder(), lease.until())
                        == 1;
        if (fresh) {
            return true;
        }
        boolean absent = sql.update("""
                        UPDATE link SET state = 'present', storage_key = ?, size = ?
                        WHERE repository_id = ? AND digest = ? AND state <> 'present'
                        """, key.text(), size, repositoryId, text) == 1;
        sql.update("""
                UPDATE link SET storage_key = ?, size = ?, leased_by = ?,
                  leased_until = CASE WHEN leased_until > ? THEN leased_until ELSE ? END
                WHERE repository_id = ? AND digest = ?
                """, key.text(), size, lease.holder(), lease.until(), lease.until(), repositoryId, text);
        return absent;
    }

    /// Bytes were healed and are of another size than was noted.
    void resize(Sql sql, Digest digest, StorageKey key, long size) {
        sql.update(
                "UPDATE link SET size = ? WHERE storage_key = ? AND digest = ?", size, key.text(), digest.toString());
    }

    /// Remembers that a manifest names a digest that is not here (sparse manifests).
    void putAbsent(Sql sql, long repositoryId, Digest digest, long size, Lease lease) {
        sql.update("""
                INSERT INTO link (repository_id, digest, state, storage_key, size, leased_until, leased_by, check_at)
                VALUES (?, ?, 'absent', NULL, ?, ?, ?, ?) ON CONFLICT (repository_id, digest) DO NOTHING
                """, repositoryId, digest.toString(), size, lease.until(), lease.holder(), lease.until());
    }

    /// Sees to it that a present link is held for half a lease at least, and returns the size of its blob;
    /// empty when there is no such link, or its bytes are bad. What is held long enough is only read: pushes
    /// that share a layer must not meet. For whoever names the link in the same transaction that is enough: its
    /// foreign key meets the link's removal.
    Optional<Long> hold(Sql sql, long repositoryId, Digest digest, Lease lease) {
        Optional<Long> held = sql.first("""
                SELECT size FROM link
                WHERE repository_id = ? AND digest = ? AND state = 'present' AND leased_until >= ?
                  AND NOT EXISTS (SELECT 1 FROM blob WHERE blob.storage_key = link.storage_key AND blob.state = 'damaged')
                """, row -> row.number(1), repositoryId, digest.toString(), lease.low());
        return held.isPresent() ? held : renew(sql, repositoryId, digest, lease);
    }

    /// Renews the lease of a present link and returns the size of its blob; empty when there is no such link,
    /// or its bytes are bad. Writes always, so that it and a collector of the same row conflict.
    Optional<Long> renew(Sql sql, long repositoryId, Digest digest, Lease lease) {
        return sql.first(
                """
                UPDATE link SET leased_by = ?,
                  leased_until = CASE WHEN leased_until > ? THEN leased_until ELSE ? END
                WHERE repository_id = ? AND digest = ? AND state = 'present'
                  AND NOT EXISTS (SELECT 1 FROM blob WHERE blob.storage_key = link.storage_key AND blob.state = 'damaged')
                RETURNING size
                """,
                row -> row.number(1),
                lease.holder(),
                lease.until(),
                lease.until(),
                repositoryId,
                digest.toString());
    }

    /// Renews what `lease.holder()` holds in a repository and that is less than half from its end, yet not
    /// over.
    int renewAllOf(Sql sql, long repositoryId, Lease lease, long now, long half) {
        return sql.update("""
                UPDATE link SET leased_until = ?
                WHERE repository_id = ? AND leased_by = ? AND leased_until > ? AND leased_until < ?
                """, lease.until(), repositoryId, lease.holder(), now, half);
    }

    /// Drops a present link and returns where its bytes lie; empty when there was none.
    Optional<StorageKey> drop(Sql sql, long repositoryId, Digest digest) {
        return sql.first(
                "DELETE FROM link WHERE repository_id = ? AND digest = ? AND state = 'present' RETURNING storage_key",
                row -> new StorageKey(row.text(1)),
                repositoryId,
                digest.toString());
    }
}
