package dev.entrepot.policy;

import dev.entrepot.sbom.PackageUrl;
import java.util.List;

/// What a VEX statement is about.
///
/// @param urls package URLs of it; any one identifies it
/// @param digests of images that it is, `sha256:…`; any one identifies it
/// @param narrowed whether the statement is about parts of it only
/// @param parts which ones
record VexProduct(List<PackageUrl> urls, List<String> digests, boolean narrowed, List<PackageUrl> parts) {
    VexProduct {
        urls = List.copyOf(urls);
        digests = List.copyOf(digests);
        parts = List.copyOf(parts);
    }

    /// Whether it names anything that this registry could find in an image.
    boolean usable() {
        return !(urls.isEmpty() && digests.isEmpty()) && !(narrowed && parts.isEmpty());
    }
}
