package dev.entrepot.backup;

import java.nio.file.Path;

/// What is asked of a backup.
///
/// @param folder where to; absolute
/// @param secrets take keys along, and the secret-key-file
/// @param keep how many snapshots to keep in the folder, this one included; 0: all
/// @param bytesPerSecond of blobs at most; 0: as fast as it goes
/// @param recheck look at the bytes, too, of blobs that are in the folder already
public record BackupOrder(Path folder, boolean secrets, int keep, long bytesPerSecond, boolean recheck) {
    public BackupOrder {
        if (!folder.isAbsolute()) {
            throw new UnusableFolderException(
                    "the folder of a backup is named by its whole path, from / on: not " + folder);
        }
        if (keep < 0 || bytesPerSecond < 0) {
            throw new IllegalArgumentException("below 0: keep " + keep + ", rate " + bytesPerSecond);
        }
        folder = folder.normalize();
    }
}
