package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import java.util.Optional;
import java.util.Set;

/// RFC 9110, 13.1.1: the change happens only if the tag points to one of these digests now.
///
/// @param any `*`: any digest will do, but the tag must exist
/// @param digests that will do
public record IfMatch(boolean any, Set<Digest> digests) {
    public IfMatch {
        digests = Set.copyOf(digests);
    }

    /// Whether a tag that points there, or is not there, may change.
    public boolean admits(Optional<Digest> current) {
        return current.isPresent() && (any || digests.contains(current.get()));
    }
}
