package dev.entrepot.backup;

import java.util.List;

/// What a restore did.
///
/// @param snapshot its id
/// @param takenAt the moment that the registry was set back to, in microseconds since 1970
/// @param copiedBlobs how many came from the backup; the others lay in storage
/// @param missingCount blobs that are nowhere as they should be
/// @param missing their digests and what is wrong, the first of them
/// @param admin whose password was made anew; empty when none was
/// @param passwordFile where that password is
public record RestoreReport(
        String snapshot,
        long takenAt,
        long rows,
        long blobs,
        long copiedBlobs,
        long copiedBytes,
        long missingCount,
        List<String> missing,
        String admin,
        String passwordFile) {
    public RestoreReport {
        missing = List.copyOf(missing);
    }

    /// Whether all bytes are there.
    public boolean sound() {
        return missingCount == 0;
    }
}
