package dev.entrepot.policy;

import dev.entrepot.conditions.ImageInputs;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Severity;
import dev.entrepot.scanning.Finding;
import dev.entrepot.scanning.ImageScan;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A manifest as policies see it: what it is called, and what is in all images that stand under it.
final class Subject {
    private static final Comparator<Finding> WORST_FIRST = Comparator.comparing(Finding::severity)
            .reversed()
            .thenComparing(Finding::id)
            .thenComparing(Finding::packageName);

    private final RepositoryName repository;
    private final List<String> tags;
    private final boolean allTags;
    private final Map<ImageScan.State, String> states;
    private final Optional<Known> known;

    /// What was read.
    private record Known(List<Finding> findings, ImageInputs.Scan scan) {}

    /// A name.
    ///
    /// @param tags through which the manifest is reached
    /// @param allTags false when there are more than these
    record Called(RepositoryName repository, List<String> tags, boolean allTags) {
        Called {
            tags = List.copyOf(tags);
        }
    }

    /// An image under the manifest.
    ///
    /// @param scan empty while nobody looked into it
    /// @param counting the findings that nothing speaks for
    record Image(Optional<ImageScan> scan, List<Finding> counting) {
        Image {
            counting = List.copyOf(counting);
        }

        private ImageScan.State state() {
            return scan.map(ImageScan::state).orElse(ImageScan.State.PENDING);
        }
    }

    private Subject(Called called, Map<ImageScan.State, String> states, Optional<Known> known) {
        this.repository = called.repository;
        this.tags = called.tags;
        this.allTags = called.allTags;
        this.states = states;
        this.known = known;
    }

    /// @param images all that stand under it: one for an image, the runnable ones for an index
    static Subject of(Called called, List<Image> images, Instant now) {
        Map<ImageScan.State, String> states = new EnumMap<>(ImageScan.State.class);
        images.forEach(image -> states.putIfAbsent(
                image.state(), image.scan.map(ImageScan::problem).orElse("")));
        List<Image> read = images.stream()
                .filter(image -> image.state() == ImageScan.State.READ || image.state() == ImageScan.State.PART)
                .toList();
        return new Subject(called, states, read.isEmpty() ? Optional.empty() : Optional.of(union(read, now)));
    }

    private static Known union(List<Image> images, Instant now) {
        Set<Finding> findings = new LinkedHashSet<>();
        Set<FoundPackage> packages = new LinkedHashSet<>();
        Map<String, String> labels = new HashMap<>();
        Instant oldest = now;
        boolean part = false;
        for (Image image : images) {
            ImageScan scan = image.scan.orElseThrow();
            findings.addAll(image.counting);
            packages.addAll(scan.packages());
            scan.labels().forEach(labels::putIfAbsent);
            Instant scannedAt = scan.scannedAt().orElse(Instant.EPOCH);
            oldest = scannedAt.isBefore(oldest) ? scannedAt : oldest;
            part |= scan.state() == ImageScan.State.PART;
        }
        List<Finding> sorted = findings.stream().sorted(WORST_FIRST).toList();
        ImageInputs.Scan scan = new ImageInputs.Scan(
                sorted.stream().map(Members::of).toList(),
                packages.stream().map(Members::of).toList(),
                labels,
                worst(sorted),
                (part ? ImageScan.State.PART : ImageScan.State.READ).name(),
                Duration.between(oldest, now));
        return new Known(sorted, scan);
    }

    /// Empty text when there are none.
    static String worst(Collection<Finding> findings) {
        return findings.stream()
                .map(Finding::severity)
                .max(Comparator.naturalOrder())
                .map(Severity::name)
                .orElse("");
    }

    List<String> tags() {
        return tags;
    }

    boolean allTags() {
        return allTags;
    }

    /// Whether an image under it is in that state.
    boolean any(ImageScan.State state) {
        return states.containsKey(state);
    }

    /// Why an image is in that state, for people; may be empty text.
    String problem(ImageScan.State state) {
        return states.getOrDefault(state, "");
    }

    /// The findings that count, the worst first.
    List<Finding> findings() {
        return known.map(Known::findings).orElse(List.of());
    }

    /// Whether anything of it was read.
    boolean isRead() {
        return known.isPresent();
    }

    /// Without what a scan says.
    ImageInputs bare(String tag) {
        return ImageInputs.of(repository.text()).tag(tag);
    }

    /// With all that is known.
    ImageInputs inputs(String tag) {
        return known.map(read -> bare(tag).scan(read.scan)).orElseGet(() -> bare(tag));
    }

    /// The inputs as if these findings were all.
    static ImageInputs only(ImageInputs inputs, List<Finding> findings) {
        return inputs.findings(findings.stream().map(Members::of).toList(), worst(findings));
    }
}
