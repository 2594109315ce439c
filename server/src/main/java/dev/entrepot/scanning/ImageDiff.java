package dev.entrepot.scanning;

import dev.entrepot.oci.Digest;
import dev.entrepot.reading.LayerEntry;
import java.util.List;
import java.util.Optional;

/// How an image differs from another one, the first being the one before.
///
/// @param config what differs in how they are run
/// @param packages that differ, by type and name
/// @param added findings that only the second has
/// @param fixed findings that only the first has
/// @param layers of both, the lowest first, those of the first before those of the second alone
/// @param files empty where nobody asked
public record ImageDiff(
        ImageScan first,
        ImageScan second,
        List<ConfigChange> config,
        List<PackageChange> packages,
        List<Finding> added,
        List<Finding> fixed,
        List<Layer> layers,
        Optional<Files> files) {
    public ImageDiff {
        config = List.copyOf(config);
        packages = List.copyOf(packages);
        added = List.copyOf(added);
        fixed = List.copyOf(fixed);
        layers = List.copyOf(layers);
    }

    /// A value of the configuration that is another one.
    ///
    /// @param name `user`, `entrypoint`, `env.PATH`, `label.version`, …
    /// @param before empty text where it was not set
    /// @param after empty text where it is not set any more
    public record ConfigChange(String name, String before, String after) {}

    /// A package that came, went or has another version.
    ///
    /// @param before versions that only the first has, in their own order; empty for a package that was added
    /// @param after versions that only the second has; empty for a package that was removed
    public record PackageChange(String type, String name, List<String> before, List<String> after) {
        public PackageChange {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /// A layer by its blob.
    ///
    /// @param sizeBytes as it is stored
    public record Layer(Digest digest, long sizeBytes, boolean inFirst, boolean inSecond) {}

    /// What differs in the file systems of running containers.
    ///
    /// @param changes at most {@link FileTrees#MOST_SHOWN} of them, by path
    /// @param problems why they may be more or less, for people; empty when all of both was listed
    public record Files(List<FileChange> changes, long added, long removed, long changed, List<String> problems) {
        public Files {
            changes = List.copyOf(changes);
            problems = List.copyOf(problems);
        }
    }

    /// A file that came, went or is another one.
    ///
    /// @param before empty for a path that was added
    /// @param after empty for a path that was removed
    public record FileChange(String path, Optional<LayerEntry> before, Optional<LayerEntry> after) {}
}
