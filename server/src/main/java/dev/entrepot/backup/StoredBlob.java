package dev.entrepot.backup;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.storage.StorageKey;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A row of table `blob` in a snapshot.
record StoredBlob(StorageKey key, Digest digest, long size, boolean sound) {
    static final String TABLE = "blob";
    static final String SIZE = "size";

    @FunctionalInterface
    interface Each {
        void next(StoredBlob blob) throws IOException;
    }

    static void each(Path snapshot, Manifest manifest, Each each) throws IOException {
        Manifest.Table table = manifest.table(TABLE);
        int key = table.column("storage_key");
        int digest = table.column("digest");
        int size = table.column(SIZE);
        int state = table.column("state");
        RowReader.each(snapshot, table, row -> each.next(of(row[key], row[digest], row[size], row[state])));
    }

    private static StoredBlob of(
            @Nullable Object key, @Nullable Object digest, @Nullable Object size, @Nullable Object state) {
        try {
            if (key instanceof String name && digest instanceof String hash && size instanceof Long bytes) {
                return new StoredBlob(new StorageKey(name), Digest.parse(hash), bytes, "sound".equals(state));
            }
        } catch (IllegalArgumentException | MalformedException e) {
            throw new DamagedBackupException("a row of table blob is not one: " + e.getMessage());
        }
        throw new DamagedBackupException("a row of table blob is not one");
    }
}
