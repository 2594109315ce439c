package dev.entrepot;

import dev.entrepot.reading.ReadingConfig;
import dev.entrepot.reading.ReadingLimits;
import dev.entrepot.scanning.ScanningConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Reads the sections `scanning` and `events`.
final class ScanningSection {
    private static final Duration MIN_TIME = Duration.ofSeconds(1);
    private static final long MOST_BYTES = 1L << 40;
    private static final long MOST_FILE_BYTES = 1L << 30;
    private static final long MOST_HEAP = 16L << 30;
    private static final long LEAST_HEAP = 128L << 20;

    private ScanningSection() {}

    static ScanningConfig read(Settings settings) {
        ScanningConfig standard = ScanningConfig.DEFAULT;
        boolean onPush = settings.flag(
                "scanning.on-push",
                standard.onPush(),
                "Whether images are read when they come, where their repository does not say.");
        ReadingConfig reading = reading(settings);
        List<String> sources = settings.list(
                "scanning.sources",
                standard.sources(),
                "Where vulnerabilities are fetched from: URLs of files, absolute paths of files and folders.");
        Duration every = settings.duration(
                "scanning.every", standard.every(), ScanningConfig.MIN_EVERY, "How often the sources are asked.");
        Duration keep = settings.duration(
                "events.keep", standard.eventsKeep(), MIN_TIME, "How long events such as `vulnerability.found` are kept.");
        try {
            return new ScanningConfig(onPush, reading, sources, every, keep);
        } catch (IllegalArgumentException unusable) {
            settings.problem(String.valueOf(unusable.getMessage()));
            return standard;
        }
    }

    private static ReadingConfig reading(Settings settings) {
        ReadingConfig standard = ReadingConfig.DEFAULT;
        String isolation = settings.choice(
                "scanning.isolation",
                List.of("required", "none"),
                standard.isolation().name().toLowerCase(Locale.ROOT),
                "What the processes that read layers are kept from: `required` is no network, no files and no other"
                        + " processes, and where that cannot be had nothing is read; `none` only where just trusted people"
                        + " push.");
        return new ReadingConfig(
                settings.number(
                        "scanning.workers",
                        standard.workers(),
                        1,
                        ReadingConfig.MAX_WORKERS,
                        "Layers that are read at once, each in a process of its own."),
                settings.duration(
                        "scanning.worker-idle",
                        standard.idle(),
                        MIN_TIME,
                        "How long such a process is kept while there is nothing to read."),
                ReadingConfig.Isolation.valueOf(isolation.toUpperCase(Locale.ROOT)),
                limits(settings));
    }

    private static ReadingLimits limits(Settings settings) {
        ReadingLimits standard = ReadingLimits.DEFAULT;
        return new ReadingLimits(
                settings.sizeBytes(
                        "scanning.max-layer-size",
                        standard.maxBytes(),
                        MOST_BYTES,
                        "Bytes that a layer may unpack to; beyond, it counts as read in part."),
                settings.number(
                        "scanning.max-ratio",
                        standard.maxRatio(),
                        2,
                        100_000,
                        "Bytes after to bytes before decompression, from 64 MiB on."),
                settings.number(
                        "scanning.max-entries",
                        (int) standard.maxEntries(),
                        1_000,
                        4_000_000,
                        "Files, folders and links of a layer."),
                settings.number("scanning.max-depth", standard.maxDepth(), 1, 64, "Archives within archives."),
                settings.sizeBytes(
                        "scanning.max-file-size",
                        standard.maxFileBytes(),
                        MOST_FILE_BYTES,
                        "Of one file that is held in memory while it is read, such as a package database."),
                settings.number(
                        "scanning.max-packages", standard.maxPackages(), 1_000, 200_000, "Packages of one layer."),
                settings.duration(
                        "scanning.max-time", standard.time(), MIN_TIME, "How long reading one layer may take."),
                Math.max(
                        LEAST_HEAP,
                        settings.sizeBytes(
                                "scanning.worker-heap",
                                standard.heapBytes(),
                                MOST_HEAP,
                                "Memory of a process that reads layers, 128MiB at least.")));
    }
}
