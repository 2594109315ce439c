package dev.entrepot.api;

import dev.entrepot.content.ListedImage;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.packages.Severity;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.scanning.ImageScan.State;
import dev.entrepot.scanning.ScanSummary;
import dev.entrepot.scanning.Scanning;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is known of the images of a page, in short: of an index what the worst of its images has.
final class ListedScans {
    private final Map<Image, ScanSummary> summaries = new HashMap<>();

    private record Image(RepositoryName repository, Digest digest) {}

    private ListedScans() {}

    static ListedScans of(Scanning scanning, List<ListedImage> page) {
        ListedScans scans = new ListedScans();
        Map<String, Set<Image>> namespaces = new LinkedHashMap<>();
        for (ListedImage image : page) {
            namespaces
                    .computeIfAbsent(image.repository().namespace(), _ -> new LinkedHashSet<>())
                    .add(new Image(image.repository(), image.digest()));
        }
        namespaces.forEach((namespace, images) -> scans.read(scanning, namespace, images));
        return scans;
    }

    private void read(Scanning scanning, String namespace, Set<Image> images) {
        Map<Digest, ScanSummary> own =
                scanning.summaries(namespace, images.stream().map(Image::digest).toList());
        Map<Image, List<Digest>> indexes = new LinkedHashMap<>();
        for (Image image : images) {
            ScanSummary summary = own.get(image.digest());
            if (summary != null) {
                summaries.put(image, summary);
            } else {
                indexes.put(image, scanning.images(image.repository(), image.digest()));
            }
        }
        Map<Digest, ScanSummary> children = scanning.summaries(
                namespace,
                indexes.values().stream().flatMap(List::stream).distinct().toList());
        indexes.forEach((index, under) -> united(under.stream()
                        .map(children::get)
                        .map(Optional::ofNullable)
                        .flatMap(Optional::stream)
                        .toList())
                .ifPresent(summary -> summaries.put(index, summary)));
    }

    private static Optional<ScanSummary> united(List<ScanSummary> parts) {
        List<State> states = parts.stream().map(ScanSummary::state).distinct().toList();
        return parts.stream()
                .max(Comparator.comparing(ScanSummary::findings, ListedScans::compare))
                .map(worst -> new ScanSummary(ScannedImage.united(states), worst.findings()));
    }

    /// By the number of the worst ones first.
    private static int compare(Map<Severity, Integer> one, Map<Severity, Integer> other) {
        for (Severity severity : List.of(Severity.values()).reversed()) {
            int order = Integer.compare(one.getOrDefault(severity, 0), other.getOrDefault(severity, 0));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /// Nothing for what nobody has looked at.
    void write(JsonWriter json, ListedImage image) {
        Optional.ofNullable(summaries.get(new Image(image.repository(), image.digest())))
                .ifPresent(summary -> json.object("scan", inner -> {
                    inner.put("state", ScanBodies.word(summary.state()));
                    ScanBodies.counts(inner, summary.findings());
                }));
    }
}
