package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.storage.StorageKey;
import dev.entrepot.storage.StoredBytes;
import java.util.List;

/// What no queue has although it takes up space: queued here, for the collector to decide. Nothing goes at once, and
/// nothing that is needed goes at all, since the collector looks for itself.
public final class Strays {
    private final Database database;
    private final DatabaseClock clock;
    private final StraysTable table = new StraysTable();

    public Strays(Database database, DatabaseClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Queues bytes for removal, unless a row names them by now; returns how many it queued. Safe to repeat.
    public int remove(List<StoredBytes> strays) {
        return strays.isEmpty()
                ? 0
                : database.write(sql -> {
                    long now = clock.now(sql);
                    int queued = 0;
                    for (StoredBytes stray : strays) {
                        StorageKey key = stray.key();
                        queued += table.remove(sql, key, stray.sizeBytes(), now) ? 1 : 0;
                    }
                    return queued;
                });
    }

    /// How many blobs nobody links, and links no manifest names, without anybody who will look at them again.
    public long forgotten() {
        return database.read(table::forgotten);
    }

    /// Has them looked at again; returns how many of each kind, at most `limit`. Safe to repeat.
    public int lookAgain(int limit) {
        return database.write(sql -> table.lookAgain(sql, clock.now(sql), limit));
    }
}
