package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import java.io.IOException;
import java.util.List;

/// Gives space back: removes bytes that no row names, and blobs whose last link is gone.
///
/// Every step is a small transaction that checks again what it relies on, so it may run at any time, on any
/// number of nodes, and be cut off anywhere.
public final class Garbage {
    /// Rows per round, so that one round stays short.
    static final int BATCH = 256;

    private final Database database;
    private final BlobStore store;
    private final DatabaseClock clock;
    private final BlobTable blobs = new BlobTable();
    private final GarbageTable table = new GarbageTable();

    Garbage(Database database, BlobStore store, DatabaseClock clock) {
        this.database = database;
        this.store = store;
        this.clock = clock;
    }

    /// Looks at all unlinked blobs that are due, then removes all bytes that are due. Returns how many keys
    /// were removed.
    public int collect() throws IOException {
        dropUnlinked();
        int removed = 0;
        List<StorageKey> due;
        do {
            due = database.read(sql -> table.removalsDue(sql, clock.now(sql), BATCH));
            for (StorageKey key : due) {
                store.delete(key);
            }
            List<StorageKey> gone = due;
            if (!gone.isEmpty()) {
                database.write(sql -> {
                    gone.forEach(key -> table.forgetRemoval(sql, key));
                    return gone.size();
                });
            }
            removed += due.size();
        } while (due.size() == BATCH);
        return removed;
    }

    private void dropUnlinked() {
        List<StorageKey> due;
        do {
            due = database.read(sql -> table.unlinkedDue(sql, clock.now(sql), BATCH));
            due.forEach(this::dropIfUnlinked);
        } while (due.size() == BATCH);
    }

    /// A link made meanwhile keeps the blob: the foreign key from link to blob decides between the two.
    private void dropIfUnlinked(StorageKey key) {
        database.write(sql -> {
            table.forgetUnlinked(sql, key);
            boolean dropped = blobs.deleteUnlinked(sql, key);
            if (dropped) {
                table.queueRemoval(sql, key, clock.now(sql));
            }
            return dropped;
        });
    }
}
