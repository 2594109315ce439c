package dev.entrepot;

import dev.entrepot.reading.ReadingConfig;
import dev.entrepot.reading.ReadingLimits;
import dev.entrepot.scanning.ExternalScannerConfig;
import dev.entrepot.scanning.ScanningConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads section `scanning`, whose external scanners have names that people choose, and `events`.
final class ScanningSection {
    private static final String EXTERNAL = "scanning.external";
    private static final long MAX_BYTES = 1L << 50;
    private static final long MAX_FILE_BYTES = 1L << 30;
    private static final long MAX_HEAP = 1L << 34;
    private static final int MAX_RATIO = 1_000_000;
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private ScanningSection() {}

    static ScanningConfig read(Settings settings) {
        ScanningConfig standard = ScanningConfig.DEFAULT;
        boolean onPush = settings.flag(
                "scanning.on-push",
                standard.onPush(),
                "Read images when they come, where their repository does not say; `false`: only when somebody asks.");
        ReadingConfig reading = reading(settings);
        List<String> sources = settings.list(
                "scanning.sources",
                standard.sources(),
                "Where vulnerability data is fetched from: URLs of exports, or files and folders on the server. Without"
                        + " any, nothing is fetched from anywhere.");
        Duration every = settings.duration(
                "scanning.every",
                standard.every(),
                ScanningConfig.MIN_EVERY,
                "How often the sources are asked for something new.");
        Duration eventsKeep = settings.duration(
                "events.keep", standard.eventsKeep(), Duration.ofMinutes(1), "How long events are kept.");
        List<ExternalScannerConfig> external = settings.named(EXTERNAL, ScanningSection::external);
        try {
            return new ScanningConfig(onPush, reading, sources, every, eventsKeep, external);
        } catch (IllegalArgumentException unusable) {
            settings.problem(String.valueOf(unusable.getMessage()));
            return standard;
        }
    }

    private static ReadingConfig reading(Settings settings) {
        ReadingConfig standard = ReadingConfig.DEFAULT;
        int workers = settings.number(
                "scanning.workers",
                standard.workers(),
                1,
                ReadingConfig.MAX_WORKERS,
                "Processes that read layers at the same time.");
        String isolation = settings.choice(
                "scanning.isolation",
                List.of("required", "none"),
                standard.isolation().name().toLowerCase(Locale.ROOT),
                "`required`: layers are read only where Linux can keep the readers from network, files and processes. `none`:"
                        + " as an ordinary process, where only trusted people push.");
        return new ReadingConfig(
                workers,
                standard.idle(),
                ReadingConfig.Isolation.valueOf(isolation.toUpperCase(Locale.ROOT)),
                limits(settings));
    }

    private static ReadingLimits limits(Settings settings) {
        ReadingLimits standard = ReadingLimits.DEFAULT;
        return new ReadingLimits(
                Math.max(
                        1,
                        settings.sizeBytes(
                                "scanning.max-bytes",
                                standard.maxBytes(),
                                MAX_BYTES,
                                "Of one layer after decompression, and again of the archives in it.")),
                settings.number(
                        "scanning.max-ratio",
                        standard.maxRatio(),
                        1,
                        MAX_RATIO,
                        "Of a layer's bytes after and before decompression, looked at from 64 MiB on."),
                settings.number(
                        "scanning.max-entries",
                        (int) standard.maxEntries(),
                        1,
                        (int) standard.maxEntries(),
                        "Files, folders and links in one layer."),
                settings.number(
                        "scanning.max-depth",
                        standard.maxDepth(),
                        0,
                        ReadingLimits.MAX_DEPTH,
                        "Archives within archives."),
                Math.max(
                        1,
                        settings.sizeBytes(
                                "scanning.max-file-size",
                                standard.maxFileBytes(),
                                MAX_FILE_BYTES,
                                "Of one package database, archive or program that a reader holds in its memory.")),
                settings.number(
                        "scanning.max-packages",
                        standard.maxPackages(),
                        1,
                        ReadingLimits.MAX_PACKAGES,
                        "Packages in one layer."),
                settings.duration("scanning.time", standard.time(), SHORTEST, "How long one layer may take to read."),
                Math.max(
                        ReadingLimits.MIN_HEAP_BYTES,
                        settings.sizeBytes(
                                "scanning.heap",
                                standard.heapBytes(),
                                MAX_HEAP,
                                "Heap of a process that reads layers; at least 48MiB.")));
    }

    private static Optional<ExternalScannerConfig> external(Settings settings, String section, String name) {
        Optional<URI> url = settings.url(
                section + ".url", "Where the adapter listens; `/api/v1` is added. It speaks Harbor's scanner API.");
        Optional<String> authorization = settings.secret(
                section + ".authorization",
                "The value of the header `Authorization` to the adapter, such as `Bearer …`.");
        Optional<String> apiKey =
                settings.secret(section + ".api-key", "The value of the header `X-ScannerAdapter-API-Key`.");
        Optional<URI> registry =
                settings.url(section + ".registry", "This registry as the adapter reaches it; required.");
        String user = settings.text(
                section + ".user",
                "",
                "User or robot that the adapter pulls as; give it `inspect`, so that no policy stops it.");
        Optional<String> password = settings.secret(section + ".password", "Its password or secret.");
        Duration rescanEvery = settings.duration(
                section + ".rescan-every",
                ExternalScannerConfig.RESCAN_EVERY,
                ExternalScannerConfig.LEAST_RESCAN,
                "How long an answer is good; then the image is scanned again.");
        if (url.isEmpty() || registry.isEmpty()) {
            settings.problem(section + ": url and registry are both needed");
            return Optional.empty();
        }
        try {
            return Optional.of(new ExternalScannerConfig(
                    name,
                    url.get(),
                    authorization.orElse(""),
                    apiKey.orElse(""),
                    registry.get(),
                    user.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new ExternalScannerConfig.Login(user, password.orElse(""))),
                    rescanEvery));
        } catch (IllegalArgumentException unusable) {
            settings.problem(section + ": " + unusable.getMessage());
            return Optional.empty();
        }
    }
}
