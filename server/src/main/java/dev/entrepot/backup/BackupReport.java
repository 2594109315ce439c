package dev.entrepot.backup;

import java.util.List;

/// What a backup did.
///
/// @param snapshot its id
/// @param rows of all tables
/// @param blobs that the snapshot names
/// @param bytes of these
/// @param copiedBlobs how many of them were not in the folder before
/// @param damagedCount how many of them could not be copied
/// @param damaged their digests and what is wrong, the first of them
/// @param removedSnapshots older ones that made room
/// @param freedBytes of blobs that only those named
/// @param problem why older ones could not be removed; else empty
public record BackupReport(
        String snapshot,
        long rows,
        long blobs,
        long bytes,
        long copiedBlobs,
        long copiedBytes,
        long damagedCount,
        List<String> damaged,
        List<String> removedSnapshots,
        long freedBytes,
        String problem) {
    public BackupReport {
        damaged = List.copyOf(damaged);
        removedSnapshots = List.copyOf(removedSnapshots);
    }

    /// Whether every blob is in the backup, and the others in the folder are as they should be.
    public boolean sound() {
        return damagedCount == 0 && problem.isEmpty();
    }
}
