package dev.entrepot.reading;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import java.util.List;
import java.util.Optional;

/// What stands in an image after all its layers lie over each other.
///
/// @param packages ordered by type, name, version and path
/// @param problems of its layers, each with the digest of its layer; empty when all were read whole
public record ImageContents(Optional<Distribution> distribution, List<FoundPackage> packages, List<String> problems) {
    public ImageContents {
        packages = List.copyOf(packages);
        problems = List.copyOf(problems);
    }
}
