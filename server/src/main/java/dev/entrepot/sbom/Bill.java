package dev.entrepot.sbom;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The software bill of materials of an image, to be written in one of the formats.
///
/// Equal bills are written as the same bytes, whatever the order of their packages.
///
/// @param packages sorted, each once
/// @param producer the version of Entrepot that made it
public record Bill(Subject subject, Optional<Distribution> distribution, List<FoundPackage> packages, String producer) {
    private static final Comparator<FoundPackage> ORDER = Comparator.comparing(
                    (FoundPackage found) -> found.what().type())
            .thenComparing(found -> found.what().name())
            .thenComparing(found -> found.what().version())
            .thenComparing(found -> found.what().architecture())
            .thenComparing(FoundPackage::path)
            .thenComparing(FoundPackage::layer)
            .thenComparing(found -> found.what().toString());

    public Bill {
        packages = packages.stream().distinct().sorted(ORDER).toList();
    }

    PackageUrl purl() {
        String repository = subject.repository();
        return PackageUrl.of(
                "oci",
                PackageUrlWriter.canonicalName("oci", repository.substring(repository.lastIndexOf('/') + 1)),
                subject.digest().toString(),
                Map.of(
                        "repository_url", repository,
                        "arch", subject.architecture(),
                        "tag", subject.tag()));
    }

    PackageUrl purl(FoundPackage found) {
        return PackageUrl.of(found.what(), distribution);
    }

    /// What makes a document of a format unique: what the bill is about, and when it was true.
    String identity(String format) {
        return String.join(
                "\n",
                format,
                subject.repository(),
                subject.digest().toString(),
                subject.scannedAt().toString());
    }
}
