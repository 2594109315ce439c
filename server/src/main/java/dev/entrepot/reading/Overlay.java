package dev.entrepot.reading;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Lays the reports of an image's layers over each other, the lowest first (OCI image-spec, "Applying
/// Changesets").
///
/// Of each layer its opaque folders and whiteouts count first, wherever they stand in its archive, then its own
/// paths: a file replaces what stood at its path and hides what stood below it as a folder, a folder replaces a
/// file. The layer of a package is the one since which its name and version stand at that path without a break,
/// so that a package database written anew leaves its packages with the layers that brought them.
///
/// Reports may be added one at a time and then be forgotten. Not thread-safe.
public final class Overlay {
    /// Of the packages of one image: a bound for the memory of whoever lays many hostile layers over each
    /// other.
    public static final int MAX_PACKAGES = 200_000;

    /// Where a distribution names itself, the most trusted first: the others stand in for one without an
    /// os-release, and derived distributions keep the files of their ancestor.
    private static final List<String> RELEASES = List.of("etc/os-release", "usr/lib/os-release", "etc/lsb-release");

    private static final Comparator<FoundPackage> ORDER = Comparator.comparing(
                    (FoundPackage found) -> found.what().type())
            .thenComparing(found -> found.what().name())
            .thenComparing(found -> found.what().version())
            .thenComparing(FoundPackage::path)
            .thenComparing(found -> found.what().architecture());

    /// One layer of an image.
    ///
    /// @param digest of the layer's blob
    public record Layer(String digest, LayerReport report) {}

    /// One package at one path, whatever else is said of it.
    private record Key(PackageType type, String name, String version, String architecture, String inside) {
        static Key of(Evidence.Item item) {
            Package what = item.what();
            return new Key(what.type(), what.name(), what.version(), what.architecture(), item.inside());
        }
    }

    /// @param hidden hashes of what would hide it: its path as a folder, then the files that its folders could
    ///        become
    /// @param origins which layer brought each package
    private record Standing(Evidence evidence, long path, List<Long> hidden, Map<Key, String> origins) {}

    private final MessageDigest sha256 = PathSet.sha256();
    private final Map<String, Standing> standing = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int packages;

    /// All layers at once, the lowest first.
    public static ImageContents of(List<Layer> layers) {
        Overlay overlay = new Overlay();
        layers.forEach(layer -> overlay.add(layer.digest(), layer.report()));
        return overlay.contents();
    }

    /// Lays the next layer on top.
    ///
    /// @param digest of the layer's blob
    public void add(String digest, LayerReport report) {
        Map<String, Standing> before = new HashMap<>();
        Set<String> opaques = Set.copyOf(report.opaques());
        Set<String> whiteouts = Set.copyOf(report.whiteouts());
        standing.values().removeIf(each -> {
            boolean goes = isRemoved(each.evidence().path(), opaques, whiteouts) || isHidden(each, report.paths());
            if (goes) {
                before.put(each.evidence().path(), each);
                packages -= each.evidence().packages().size();
            }
            return goes;
        });
        for (Evidence evidence : report.evidence()) {
            stand(digest, evidence, before);
        }
        report.problems().forEach(problem -> problems.add(digest + ": " + problem));
    }

    /// What stands now.
    public ImageContents contents() {
        List<FoundPackage> found = new ArrayList<>();
        for (Standing each : standing.values()) {
            String path = each.evidence().path();
            for (Evidence.Item item : each.evidence().packages()) {
                String layer = each.origins().getOrDefault(Key.of(item), "");
                found.add(new FoundPackage(
                        item.what(), item.inside().isEmpty() ? path : path + "!/" + item.inside(), layer));
            }
        }
        found.sort(ORDER);
        return new ImageContents(distribution(), found, problems);
    }

    private void stand(String digest, Evidence evidence, Map<String, Standing> before) {
        Standing replaced = standing.remove(evidence.path());
        if (replaced != null) {
            packages -= replaced.evidence().packages().size();
        } else {
            replaced = before.get(evidence.path());
        }
        int count = evidence.packages().size();
        if (packages + count > MAX_PACKAGES) {
            problems.add(digest + ": the image holds more than " + MAX_PACKAGES + " packages, those of "
                    + evidence.path() + " are left out");
            return;
        }
        packages += count;
        Map<Key, String> origins = HashMap.newHashMap(count);
        for (Evidence.Item item : evidence.packages()) {
            Key key = Key.of(item);
            origins.put(key, replaced == null ? digest : replaced.origins().getOrDefault(key, digest));
        }
        long path = PathSet.hash(sha256, evidence.path());
        standing.put(evidence.path(), new Standing(evidence, path, hiders(evidence.path()), origins));
    }

    private List<Long> hiders(String path) {
        List<Long> hiders = new ArrayList<>();
        hiders.add(PathSet.hash(sha256, path + "/"));
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            hiders.add(PathSet.hash(sha256, path.substring(0, slash)));
        }
        return hiders;
    }

    private static boolean isRemoved(String path, Set<String> opaques, Set<String> whiteouts) {
        if (opaques.contains("") || whiteouts.contains(path)) {
            return true;
        }
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            String folder = path.substring(0, slash);
            if (opaques.contains(folder) || whiteouts.contains(folder)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHidden(Standing each, PathSet paths) {
        if (paths.contains(each.path())) {
            return true;
        }
        for (Long hider : each.hidden()) {
            if (paths.contains(hider)) {
                return true;
            }
        }
        return false;
    }

    private Optional<Distribution> distribution() {
        for (String path : RELEASES) {
            Standing release = standing.get(path);
            if (release != null && release.evidence().distribution().isPresent()) {
                return release.evidence().distribution();
            }
        }
        return standing.values().stream()
                .map(Standing::evidence)
                .filter(evidence -> evidence.distribution().isPresent())
                .sorted(Comparator.comparing(
                                (Evidence evidence) -> evidence.path().equals("etc/debian_version"))
                        .thenComparing(Evidence::path))
                .flatMap(evidence -> evidence.distribution().stream())
                .findFirst();
    }
}
