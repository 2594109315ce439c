package dev.entrepot.scanning;

import dev.entrepot.reading.ReadingConfig;
import java.time.Duration;
import java.util.List;

/// Section `scanning`.
///
/// @param onPush whether images are read when they come, where their repository does not say (`scanning.on-push`)
/// @param reading how layers are read; as many images at once as there are workers (`scanning.workers`, …)
/// @param sources URLs and folders that vulnerabilities are fetched from (`scanning.sources`); none: only what is
///        imported by hand
/// @param every how often (`scanning.every`)
/// @param eventsKeep how long events are kept (`events.keep`)
/// @param external scanners beside the built-in one (`scanning.external`)
public record ScanningConfig(
        boolean onPush,
        ReadingConfig reading,
        List<String> sources,
        Duration every,
        Duration eventsKeep,
        List<ExternalScannerConfig> external) {
    public static final int MAX_SOURCES = 100;

    /// Sources are the servers of others.
    public static final Duration MIN_EVERY = Duration.ofMinutes(5);

    public static final ScanningConfig DEFAULT = new ScanningConfig(
            true, ReadingConfig.DEFAULT, List.of(), Duration.ofHours(6), Duration.ofDays(30), List.of());

    public ScanningConfig {
        sources = List.copyOf(sources);
        external = List.copyOf(external);
        if (sources.size() > MAX_SOURCES) {
            throw new IllegalArgumentException(
                    "scanning.sources: found " + sources.size() + ", expected at most " + MAX_SOURCES);
        }
        sources.forEach(Source::parse);
    }
}
