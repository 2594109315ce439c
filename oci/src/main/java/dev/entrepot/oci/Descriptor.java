package dev.entrepot.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a manifest names other content: its type, digest and size, and what the manifest says about it.
public record Descriptor(
        MediaType mediaType,
        Digest digest,
        long size,
        Optional<String> artifactType,
        Map<String, String> annotations,
        List<String> urls) {

    public Descriptor {
        if (size < 0) {
            throw new IllegalArgumentException("a descriptor's size is negative: " + size + " for " + digest);
        }
        annotations = Map.copyOf(annotations);
        urls = List.copyOf(urls);
    }

    /// Whether a manifest may name this content while the registry does not hold it: it lies elsewhere, or must not be
    /// pushed.
    public boolean optional() {
        return !urls.isEmpty() || mediaType.isNondistributable();
    }
}
