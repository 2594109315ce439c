package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.storage.StorageKey;
import java.util.List;
import java.util.Optional;

/// Looks at blobs that lost a link: without any, the row goes and the bytes are queued.
///
/// A link made meanwhile keeps the blob: the foreign key from link to blob decides between the two.
final class UnlinkedBlobs {
    private final Database database;
    private final ClockWatch watch;
    private final GarbageTable table = new GarbageTable();

    UnlinkedBlobs(Database database, ClockWatch watch) {
        this.database = database;
        this.watch = watch;
    }

    /// Returns how many blobs went.
    long drop(Round round) {
        long until = database.read(watch::over);
        return round.over(limit -> database.read(sql -> table.unlinkedDue(sql, until, limit)), this::batch);
    }

    private int batch(List<StorageKey> due) {
        return Round.write(database, sql -> {
            long over = watch.over(sql);
            int dropped = 0;
            for (StorageKey key : due) {
                Optional<Long> size =
                        table.forgetUnlinked(sql, key, over) ? table.dropUnlinked(sql, key) : Optional.empty();
                if (size.isPresent()) {
                    table.queueBlobRemoval(sql, key, size.get(), over);
                    dropped++;
                }
            }
            return dropped;
        });
    }
}
