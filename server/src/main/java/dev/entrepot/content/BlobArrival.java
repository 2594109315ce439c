package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;

/// What becomes of durable bytes that came under a key of their own: the blob, a copy that nobody needs, or the
/// cure of a blob whose bytes are bad.
final class BlobArrival {
    private final BlobStore store;
    private final BlobTable blobs = new BlobTable();
    private final LinkTable links = new LinkTable();
    private final GarbageTable garbage = new GarbageTable();
    private final UsageTable usage = new UsageTable();

    BlobArrival(BlobStore store) {
        this.store = store;
    }

    /// The row of the bytes that count from now on: those under `key`, or those that were there first. The
    /// others are garbage.
    BlobTable.Blob of(Sql sql, Digest digest, StorageKey key, long size, long now) {
        if (blobs.insert(sql, digest, key, size, now)) {
            return new BlobTable.Blob(key, size, true, false);
        }
        BlobTable.Blob existing = blobs.find(sql, digest).orElseThrow();
        if (Presence.of(existing, store)) {
            garbage.queueRemoval(sql, key, now);
            return existing;
        }
        blobs.heal(sql, existing.key(), key, size);
        garbage.queueRemoval(sql, existing.key(), now);
        if (existing.size() != size) {
            links.resize(sql, digest, key, size);
            usage.resize(sql, digest, size);
        }
        return new BlobTable.Blob(key, size, true, true);
    }
}
