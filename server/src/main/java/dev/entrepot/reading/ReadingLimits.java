package dev.entrepot.reading;

import java.time.Duration;

/// What reading one layer may cost.
///
/// @param maxBytes that come out of its decompression, and again out of the archives in it
/// @param maxRatio of bytes after to bytes before decompression, looked at from 64 MiB on
/// @param maxEntries files, folders and links
/// @param maxDepth of archives within archives (folders may lie as deep as Linux allows)
/// @param maxFileBytes of one file that is held in memory: a package database, the metadata of a package
/// @param maxPackages in one layer
/// @param time for the layer as a whole
/// @param heapBytes of the worker
public record ReadingLimits(
        long maxBytes,
        int maxRatio,
        long maxEntries,
        int maxDepth,
        long maxFileBytes,
        int maxPackages,
        Duration time,
        long heapBytes) {
    /// What a report may name, see {@link LayerReport}.
    public static final int MAX_PACKAGES = 200_000;

    /// Archives within archives are opened by recursion.
    public static final int MAX_DEPTH = 32;

    /// A worker that does nothing takes about half of that.
    public static final long MIN_HEAP_BYTES = 48L << 20;

    public static final ReadingLimits DEFAULT =
            new ReadingLimits(20L << 30, 200, 1_000_000, 8, 128L << 20, 100_000, Duration.ofMinutes(10), 384L << 20);

    public ReadingLimits {
        if (maxBytes < 1 || maxRatio < 1 || maxFileBytes < 1 || time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("limits of reading that nothing passes");
        }
        if (maxEntries < 1 || maxEntries > PathSet.MAX_PATHS) {
            throw new IllegalArgumentException("between 1 and " + PathSet.MAX_PATHS + " entries, not " + maxEntries);
        }
        if (maxPackages < 1 || maxPackages > MAX_PACKAGES) {
            throw new IllegalArgumentException("between 1 and " + MAX_PACKAGES + " packages, not " + maxPackages);
        }
        if (maxDepth < 0 || maxDepth > MAX_DEPTH) {
            throw new IllegalArgumentException("archives at most " + MAX_DEPTH + " deep, not " + maxDepth);
        }
        if (heapBytes < MIN_HEAP_BYTES) {
            throw new IllegalArgumentException("a heap of at least " + MIN_HEAP_BYTES + " bytes, not " + heapBytes);
        }
    }
}
