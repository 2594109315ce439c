package dev.entrepot.reading;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import java.util.List;
import java.util.Optional;

/// What one file of a layer says: a package database, the metadata of a package, an archive, a program.
///
/// @param path within the image, without a leading `/`
/// @param distribution what an os-release says
/// @param packages with the path of each below `path` where it lies in an archive within it; see {@link Item}
public record Evidence(String path, Optional<Distribution> distribution, List<Item> packages) {
    public Evidence {
        packages = List.copyOf(packages);
    }

    /// One package that the file names.
    ///
    /// @param inside where in the file it was found, such as `BOOT-INF/lib/a.jar`; empty for the file itself
    public record Item(Package what, String inside) {}

    /// What a file says that is about packages alone.
    public static Evidence of(String path, List<Package> packages) {
        return new Evidence(
                path,
                Optional.empty(),
                packages.stream().map(found -> new Item(found, "")).toList());
    }
}
