package dev.entrepot.scanning;

import dev.entrepot.content.Manifests;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ImageManifest;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.PackageType;
import dev.entrepot.versions.VersionOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// How two images differ.
final class Diffs {
    private final Manifests manifests;
    private final Findings findings;
    private final FileTrees trees;

    Diffs(Manifests manifests, Findings findings, FileTrees trees) {
        this.manifests = manifests;
        this.findings = findings;
        this.trees = trees;
    }

    /// An image of a repository, and what is known of it.
    private record Side(RepositoryName repository, ImageManifest manifest, ImageScan scan, ImageConfig config) {}

    /// Empty when one of them is not there, or is no image.
    ///
    /// @throws IOException when files are asked for and cannot be listed
    Optional<ImageDiff> diff(Scanning.ImageAt first, Scanning.ImageAt second, boolean files)
            throws IOException, InterruptedException {
        Optional<Side> before = side(first);
        Optional<Side> after = side(second);
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        Optional<ImageDiff.Files> listed =
                files ? Optional.of(trees.compare(tree(before.get()), tree(after.get()))) : Optional.empty();
        ImageScan one = before.get().scan;
        ImageScan other = after.get().scan;
        return Optional.of(new ImageDiff(
                one,
                other,
                config(before.get().config, after.get().config),
                packages(one.packages(), other.packages()),
                without(other.findings(), one.findings()),
                without(one.findings(), other.findings()),
                layers(before.get().manifest, after.get().manifest),
                listed));
    }

    private static FileTrees.Image tree(Side side) {
        return new FileTrees.Image(side.repository.namespace(), side.scan.digest(), side.manifest);
    }

    private Optional<Side> side(Scanning.ImageAt image) {
        String namespace = image.repository().namespace();
        Optional<ImageScan> scan = findings.find(namespace, image.digest());
        return manifests
                .find(image.repository(), image.digest())
                .flatMap(stored -> image(stored.bytes(), stored.mediaType()))
                .flatMap(manifest -> scan.map(known -> new Side(
                        image.repository(),
                        manifest,
                        known,
                        findings.config(namespace, image.digest()).orElse(ImageConfig.UNKNOWN))));
    }

    private static Optional<ImageManifest> image(byte[] bytes, dev.entrepot.oci.MediaType type) {
        try {
            return ManifestKind.of(bytes, type) instanceof ManifestKind.Image(ImageManifest manifest)
                    ? Optional.of(manifest)
                    : Optional.empty();
        } catch (MalformedException none) {
            return Optional.empty();
        }
    }

    private static List<ImageDiff.ConfigChange> config(ImageConfig before, ImageConfig after) {
        Map<String, String> old = members(before);
        Map<String, String> fresh = members(after);
        List<ImageDiff.ConfigChange> changes = new ArrayList<>();
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(fresh.keySet());
        for (String name : names) {
            String was = old.getOrDefault(name, "");
            String is = fresh.getOrDefault(name, "");
            if (!was.equals(is)) {
                changes.add(new ImageDiff.ConfigChange(name, was, is));
            }
        }
        return changes;
    }

    private static Map<String, String> members(ImageConfig config) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("os", config.os());
        members.put("architecture", config.architecture());
        members.put("variant", config.variant());
        members.put("user", config.user());
        members.put("entrypoint", String.join(" ", config.entrypoint()));
        members.put("command", String.join(" ", config.command()));
        members.put("workingDirectory", config.workingDirectory());
        members.put("ports", String.join(" ", config.ports()));
        members.put("volumes", String.join(" ", config.volumes()));
        for (String variable : config.environment()) {
            int equals = variable.indexOf('=');
            members.put(
                    "env." + (equals < 0 ? variable : variable.substring(0, equals)),
                    equals < 0 ? "" : variable.substring(equals + 1));
        }
        config.labels().forEach((name, value) -> members.put("label." + name, value));
        return members;
    }

    private record Name(PackageType type, String name) {}

    private static List<ImageDiff.PackageChange> packages(List<FoundPackage> before, List<FoundPackage> after) {
        Map<Name, Set<String>> old = versions(before);
        Map<Name, Set<String>> fresh = versions(after);
        TreeMap<Name, ImageDiff.PackageChange> changes =
                new TreeMap<>(java.util.Comparator.comparing(Name::type).thenComparing(Name::name));
        Set<Name> names = new HashSet<>(old.keySet());
        names.addAll(fresh.keySet());
        for (Name name : names) {
            List<String> was = only(name, old, fresh);
            List<String> is = only(name, fresh, old);
            if (!was.isEmpty() || !is.isEmpty()) {
                changes.put(name, new ImageDiff.PackageChange(name.type.id(), name.name, was, is));
            }
        }
        return List.copyOf(changes.values());
    }

    private static Map<Name, Set<String>> versions(List<FoundPackage> packages) {
        Map<Name, Set<String>> versions = new LinkedHashMap<>();
        for (FoundPackage found : packages) {
            versions.computeIfAbsent(new Name(found.what().type(), found.what().name()), _ -> new HashSet<>())
                    .add(found.what().version());
        }
        return versions;
    }

    private static List<String> only(Name name, Map<Name, Set<String>> these, Map<Name, Set<String>> others) {
        Set<String> beside = others.getOrDefault(name, Set.of());
        return these.getOrDefault(name, Set.of()).stream()
                .filter(version -> !beside.contains(version))
                .sorted(VersionOrder.of(name.type))
                .toList();
    }

    private record Problem(String id, String type, String packageName) {
        static Problem of(Finding finding) {
            return new Problem(finding.id(), finding.type(), finding.packageName());
        }
    }

    /// Whose vulnerability the other image has in no version of the package.
    private static List<Finding> without(List<Finding> these, List<Finding> others) {
        Set<Problem> known = new HashSet<>();
        others.forEach(finding -> known.add(Problem.of(finding)));
        return these.stream().filter(finding -> known.add(Problem.of(finding))).toList();
    }

    private static List<ImageDiff.Layer> layers(ImageManifest before, ImageManifest after) {
        Set<Digest> old = new HashSet<>();
        before.layers().forEach(layer -> old.add(layer.digest()));
        Set<Digest> fresh = new HashSet<>();
        after.layers().forEach(layer -> fresh.add(layer.digest()));
        List<ImageDiff.Layer> layers = new ArrayList<>();
        for (Descriptor layer : before.layers()) {
            layers.add(new ImageDiff.Layer(layer.digest(), layer.size(), true, fresh.contains(layer.digest())));
        }
        for (Descriptor layer : after.layers()) {
            if (!old.contains(layer.digest())) {
                layers.add(new ImageDiff.Layer(layer.digest(), layer.size(), false, true));
            }
        }
        return layers;
    }
}
