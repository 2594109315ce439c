package dev.entrepot.policy;

import dev.entrepot.oci.RepositoryName;
import dev.entrepot.sbom.PackageUrl;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// How VEX statements may name an image as it stands in a repository.
///
/// A digest names the bytes, wherever they came from: name and place of the registry it was built for do not matter
/// then. Without one, the name must be the repository's, and `repository_url` and `tag` fit where they are given.
///
/// @param digests the image's, and those of the indexes above it
/// @param tags that point to one of these; looked up when a statement names a tag
record ImageNames(RepositoryName repository, Set<String> digests, Supplier<Set<String>> tags) {
    private static final String OCI = "oci";
    private static final String DOCKER = "docker";
    private static final String PLACE = "repository_url";
    private static final String TAG = "tag";

    ImageNames {
        digests = Set.copyOf(digests);
    }

    boolean fits(String digest) {
        return digests.contains(digest);
    }

    boolean fits(PackageUrl url) {
        if (!url.type().equals(OCI) && !url.type().equals(DOCKER)) {
            return false;
        }
        if (!url.subpath().isEmpty()) {
            return false;
        }
        if (url.version().indexOf(':') >= 0) {
            return digests.contains(url.version());
        }
        // A version of type docker that is no digest is a tag.
        return url.type().equals(OCI) && url.version().isEmpty() && namesIt(url);
    }

    private boolean namesIt(PackageUrl url) {
        String name = repository.text();
        if (!PackageNames.path(url).equals(name.substring(name.lastIndexOf('/') + 1))) {
            return false;
        }
        for (Map.Entry<String, String> qualifier : url.qualifiers().entrySet()) {
            boolean fits = switch (qualifier.getKey()) {
                case PLACE -> lies(qualifier.getValue());
                case TAG -> tags.get().contains(qualifier.getValue());
                // Nothing else is known of it here.
                default -> false;
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /// `HOST/NS/REPO` or `NS/REPO`: this registry goes by several names, so the host is not looked at.
    private boolean lies(String url) {
        String bare = url.replaceFirst("^https?://", "");
        int slash = bare.indexOf('/');
        String first = slash < 0 ? "" : bare.substring(0, slash);
        boolean hosted = first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
        return (hosted ? bare.substring(slash + 1) : bare).equals(repository.text());
    }
}
