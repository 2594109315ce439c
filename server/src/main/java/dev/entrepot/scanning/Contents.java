package dev.entrepot.scanning;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import java.util.List;
import java.util.Optional;

/// What an image is made of, as it is kept.
///
/// @param ids the row of `package` of each of the packages, in the same order
record Contents(Optional<Distribution> distribution, ImageConfig config, List<FoundPackage> packages, List<Long> ids) {
    static final Contents NOTHING = new Contents(Optional.empty(), ImageConfig.UNKNOWN, List.of(), List.of());

    Contents {
        packages = List.copyOf(packages);
        ids = List.copyOf(ids);
        if (packages.size() != ids.size()) {
            throw new IllegalArgumentException(packages.size() + " packages with " + ids.size() + " ids");
        }
    }
}
