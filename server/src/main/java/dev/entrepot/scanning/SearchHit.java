package dev.entrepot.scanning;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.packages.Package;
import java.util.List;

/// An image of a repository that has what was looked for.
///
/// @param tags that point to it or to an index that lists it, as many as are shown
/// @param packages that it has of those, without licences
public record SearchHit(RepositoryName repository, Digest digest, List<String> tags, List<Package> packages) {
    public SearchHit {
        tags = List.copyOf(tags);
        packages = List.copyOf(packages);
    }
}
