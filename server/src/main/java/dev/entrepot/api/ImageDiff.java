package dev.entrepot.api;

import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import dev.entrepot.scanning.Finding;
import dev.entrepot.scanning.ImageScan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What is different between two images, as far as it follows from what is known of them.
final class ImageDiff {
    /// Of packages and findings: those of the second image stand against those of the first.
    enum Change {
        ADDED("added"),
        REMOVED("removed"),
        CHANGED("changed"),
        /// Of a file, and only its permissions.
        MODE("mode"),
        SAME("same");

        private final String id;

        Change(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }
    }

    /// A setting of the config; empty text where it is not set.
    record Setting(String name, String from, String to) {}

    record Layer(Change change, LayerFacts facts) {}

    /// @param createdBy the step of the build, as the config's history has it; may be empty
    record LayerFacts(String digest, long sizeBytes, String createdBy) {}

    /// @param from its versions, with commas between; empty text where it is not
    record PackageChange(Change change, PackageType type, String name, String from, String to) {}

    record FindingChange(Change change, Finding finding) {}

    private ImageDiff() {}

    static List<Setting> settings(Map<String, String> from, Map<String, String> to) {
        Set<String> names = new TreeSet<>(from.keySet());
        names.addAll(to.keySet());
        return names.stream()
                .map(name -> new Setting(name, from.getOrDefault(name, ""), to.getOrDefault(name, "")))
                .filter(setting -> !setting.from().equals(setting.to()))
                .toList();
    }

    /// What is no more in the order of the first image, then all of the second one in its order.
    static List<Layer> layers(List<LayerFacts> from, List<LayerFacts> to) {
        Set<String> before = digests(from);
        Set<String> after = digests(to);
        List<Layer> layers = new ArrayList<>();
        from.stream()
                .filter(layer -> !after.contains(layer.digest()))
                .forEach(layer -> layers.add(new Layer(Change.REMOVED, layer)));
        to.forEach(layer -> layers.add(
                new Layer(before.contains(layer.digest()) ? Change.SAME : Change.ADDED, layer)));
        return layers;
    }

    private static Set<String> digests(List<LayerFacts> layers) {
        Set<String> digests = new HashSet<>();
        layers.forEach(layer -> digests.add(layer.digest()));
        return digests;
    }

    private record Name(PackageType type, String name) {}

    /// By type and name. A package of several versions is one, with all of them.
    static List<PackageChange> packages(ImageScan from, ImageScan to) {
        Map<Name, Set<String>> before = versions(from);
        Map<Name, Set<String>> after = versions(to);
        Set<Name> names = new TreeSet<>(Comparator.comparing(Name::type).thenComparing(Name::name));
        names.addAll(before.keySet());
        names.addAll(after.keySet());
        List<PackageChange> changes = new ArrayList<>();
        for (Name name : names) {
            Set<String> old = before.getOrDefault(name, Set.of());
            Set<String> now = after.getOrDefault(name, Set.of());
            if (!old.equals(now)) {
                Change change = old.isEmpty() ? Change.ADDED : now.isEmpty() ? Change.REMOVED : Change.CHANGED;
                changes.add(new PackageChange(
                        change, name.type(), name.name(), String.join(", ", old), String.join(", ", now)));
            }
        }
        return changes;
    }

    private static Map<Name, Set<String>> versions(ImageScan scan) {
        Map<Name, Set<String>> versions = new LinkedHashMap<>();
        for (FoundPackage found : scan.packages()) {
            Package what = found.what();
            versions.computeIfAbsent(new Name(what.type(), what.name()), _ -> new TreeSet<>())
                    .add(what.version());
        }
        return versions;
    }

    /// Vulnerabilities that came and went, the worst first. One that another version of its package has too stays.
    static List<FindingChange> findings(ImageScan from, ImageScan to) {
        Map<List<String>, Finding> before = findings(from);
        Map<List<String>, Finding> after = findings(to);
        List<FindingChange> changes = new ArrayList<>();
        after.forEach((key, finding) -> {
            if (!before.containsKey(key)) {
                changes.add(new FindingChange(Change.ADDED, finding));
            }
        });
        before.forEach((key, finding) -> {
            if (!after.containsKey(key)) {
                changes.add(new FindingChange(Change.REMOVED, finding));
            }
        });
        changes.sort(Comparator.comparing(FindingChange::change)
                .thenComparing(change -> change.finding().severity(), Comparator.reverseOrder())
                .thenComparing(change -> change.finding().id())
                .thenComparing(change -> change.finding().packageName()));
        return changes;
    }

    private static Map<List<String>, Finding> findings(ImageScan scan) {
        Map<List<String>, Finding> findings = new TreeMap<>(Comparator.comparing(List::toString));
        scan.findings()
                .forEach(finding -> findings.putIfAbsent(
                        List.of(finding.id(), finding.type(), finding.packageName()), finding));
        return findings;
    }
}
