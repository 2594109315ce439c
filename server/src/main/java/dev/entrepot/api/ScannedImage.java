package dev.entrepot.api;

import dev.entrepot.packages.Severity;
import dev.entrepot.policy.JudgedFinding;
import dev.entrepot.scanning.Finding;
import dev.entrepot.scanning.ImageScan;
import dev.entrepot.scanning.ImageScan.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// What is known of all images that stand under what was asked for: of an index the union of its images.
record ScannedImage(PlatformImages.Resolved asked, List<PartScan> parts) {
    /// The worst first; what is exploited today before what is not.
    private static final Comparator<United> WORST_FIRST = Comparator.comparing(
                    (United united) -> united.finding().severity())
            .reversed()
            .thenComparing(united -> !united.finding().exploited())
            .thenComparing(united -> -united.finding().score())
            .thenComparing(united -> united.finding().id())
            .thenComparing(united -> united.finding().packageName())
            .thenComparing(united -> united.finding().version())
            .thenComparing(united -> united.finding().path());

    ScannedImage {
        parts = List.copyOf(parts);
    }

    /// One of them.
    ///
    /// @param scan empty while nobody has looked at it
    record PartScan(PlatformImages.Part part, Optional<ImageScan> scan, List<JudgedFinding> findings) {
        PartScan {
            findings = List.copyOf(findings);
        }

        State state() {
            return scan.map(ImageScan::state).orElse(State.PENDING);
        }
    }

    /// A finding, and the images that have it alike.
    ///
    /// @param judged as the first of them has it, whose layer it names
    record United(JudgedFinding judged, List<PlatformImages.Part> parts) {
        Finding finding() {
            return judged.finding();
        }

        boolean counts() {
            return judged.waiver().isEmpty();
        }
    }

    /// What makes findings of two images the same: all but the layer, which differs between platforms.
    private record Key(
            String id,
            String type,
            String name,
            String version,
            String fixed,
            String path,
            String scanner,
            String waiver) {
        static Key of(JudgedFinding judged) {
            Finding finding = judged.finding();
            return new Key(
                    finding.id(),
                    finding.type(),
                    finding.packageName(),
                    finding.version(),
                    finding.fixedVersion(),
                    finding.path(),
                    finding.scanner(),
                    judged.waiver().map(waiver -> waiver.kind() + waiver.id()).orElse(""));
        }
    }

    /// Pending while any of them is; unreadable when all are; in part when any is that, or unreadable.
    State state() {
        return united(parts.stream().map(PartScan::state).distinct().toList());
    }

    /// @param states each once
    static State united(List<State> states) {
        if (states.contains(State.PENDING)) {
            return State.PENDING;
        }
        if (states.isEmpty() || states.equals(List.of(State.UNREADABLE))) {
            return State.UNREADABLE;
        }
        return states.equals(List.of(State.READ)) ? State.READ : State.PART;
    }

    /// Why it could not be read, or was read in part; empty text else.
    String problem() {
        if (parts.isEmpty()) {
            return "there is no image for any platform in it";
        }
        boolean several = parts.size() > 1;
        List<String> problems = parts.stream()
                .filter(part ->
                        part.scan().map(scan -> !scan.problem().isEmpty()).orElse(false))
                .map(part -> (several ? name(part.part()) + ": " : "")
                        + part.scan().map(ImageScan::problem).orElse(""))
                .distinct()
                .toList();
        return String.join("; ", problems);
    }

    private static String name(PlatformImages.Part part) {
        return part.platform().isEmpty() ? part.digest().toString() : part.platform();
    }

    Optional<Instant> scannedAt() {
        return oldest(ImageScan::scannedAt);
    }

    Optional<Instant> databaseAt() {
        return oldest(ImageScan::databaseAt);
    }

    /// Empty when any of them has none.
    private Optional<Instant> oldest(Function<ImageScan, Optional<Instant>> time) {
        List<Instant> times =
                scans().map(time).flatMap(Optional::stream).sorted().toList();
        return times.isEmpty() || times.size() < parts.size() ? Optional.empty() : Optional.of(times.getFirst());
    }

    Stream<ImageScan> scans() {
        return parts.stream().map(PartScan::scan).flatMap(Optional::stream);
    }

    List<United> findings() {
        Map<Key, United> united = new LinkedHashMap<>();
        for (PartScan part : parts) {
            for (JudgedFinding judged : part.findings()) {
                Key key = Key.of(judged);
                United before = united.getOrDefault(key, new United(judged, List.of()));
                List<PlatformImages.Part> where = new ArrayList<>(before.parts());
                if (where.isEmpty() || !where.getLast().equals(part.part())) {
                    where.add(part.part());
                }
                united.put(key, new United(before.judged(), where));
            }
        }
        return united.values().stream().sorted(WORST_FIRST).toList();
    }

    /// How many of each severity count.
    static Map<Severity, Integer> counts(List<United> findings) {
        Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
        findings.stream()
                .filter(United::counts)
                .forEach(united -> counts.merge(united.finding().severity(), 1, Integer::sum));
        return counts;
    }
}
