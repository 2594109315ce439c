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
    public static final ReadingLimits DEFAULT = new ReadingLimits(
            20L << 30, 200, 1_000_000, 8, 128L << 20, 100_000, Duration.ofMinutes(10), 384L << 20);
}
