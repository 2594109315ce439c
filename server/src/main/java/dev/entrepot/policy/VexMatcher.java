package dev.entrepot.policy;

import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import dev.entrepot.sbom.PackageUrl;
import dev.entrepot.scanning.Finding;
import dev.entrepot.scanning.ImageScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether VEX statements speak of a finding of one image.
///
/// | product            | parts        | is about                                                          |
/// | ------------------ | ------------ | ----------------------------------------------------------------- |
/// | the image          | none         | every package of the image                                        |
/// | the image          | packages     | these packages in it                                              |
/// | a package          | none         | that package                                                      |
/// | a package          | packages     | these packages, where they lie in the same file as the product    |
final class VexMatcher {
    /// Between an archive and what lies in it.
    private static final String WITHIN = "!/";

    private final ImageScan scan;
    private final ImageNames image;
    private final Map<Package, PackageNames> names = new HashMap<>();
    private final Map<String, List<PackageNames>> around = new HashMap<>();
    private final Map<String, List<FoundPackage>> byName = new HashMap<>();

    VexMatcher(ImageScan scan, ImageNames image) {
        this.scan = scan;
        this.image = image;
        for (FoundPackage found : scan.packages()) {
            byName.computeIfAbsent(found.what().name(), absent -> new ArrayList<>())
                    .add(found);
        }
    }

    boolean speaksOf(VexStatement statement, Finding finding) {
        return statement.products().stream().anyMatch(product -> speaksOf(product, finding));
    }

    private boolean speaksOf(VexProduct product, Finding finding) {
        if (!product.usable()) {
            return false;
        }
        boolean wholeImage = product.digests().stream().anyMatch(image::fits)
                || product.urls().stream().anyMatch(image::fits);
        List<PackageNames> found = namesOf(finding);
        if (wholeImage) {
            return !product.narrowed() || fits(product.parts(), found);
        }
        if (!product.narrowed()) {
            return fits(product.urls(), found);
        }
        return fits(product.parts(), found) && liesIn(product.urls(), finding.path());
    }

    private static boolean fits(List<PackageUrl> urls, List<PackageNames> found) {
        return urls.stream().anyMatch(url -> found.stream().anyMatch(names -> names.fits(url)));
    }

    private boolean liesIn(List<PackageUrl> urls, String path) {
        return fits(urls, around.computeIfAbsent(path, this::packagesAround));
    }

    /// Packages that are the program or archive that lies there, or around it. What a distribution installed is listed
    /// in one file with all else, and contains nothing.
    private List<PackageNames> packagesAround(String path) {
        return scan.packages().stream()
                .filter(found -> !found.what().type().ofDistribution()
                        && !found.path().isEmpty()
                        && (path.equals(found.path()) || path.startsWith(found.path() + WITHIN)))
                .map(found -> names(found.what()))
                .toList();
    }

    /// The package that a finding is about: with all that is known of it where the scan lists it.
    private List<PackageNames> namesOf(Finding finding) {
        List<PackageNames> listed = byName.getOrDefault(finding.packageName(), List.of()).stream()
                .filter(found -> found.what().type().id().equals(finding.type())
                        && found.what().version().equals(finding.version())
                        && found.path().equals(finding.path()))
                .map(found -> names(found.what()))
                .toList();
        if (!listed.isEmpty()) {
            return listed;
        }
        return PackageType.of(finding.type())
                .filter(type -> !finding.packageName().isEmpty())
                .map(type -> List.of(names(new Package(
                        type,
                        finding.packageName(),
                        finding.version(),
                        "",
                        finding.source(),
                        "",
                        "",
                        List.of(),
                        type.ofDistribution()))))
                .orElse(List.of());
    }

    private PackageNames names(Package found) {
        return names.computeIfAbsent(found, what -> PackageNames.of(what, scan.distribution()));
    }
}
