package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.Optional;

/// A tag that is to point to what lies under another name, in the same repository or elsewhere.
///
/// @param from the repository of the source
/// @param expected what must hold of the target; empty when that does not matter
public record Promotion(
        RepositoryName from, Reference source, RepositoryName to, Tag target, Optional<Expected> expected) {
    /// Where the target must point until now.
    public sealed interface Expected {
        record At(Digest digest) implements Expected {}

        /// There must be no such tag.
        record Nowhere() implements Expected {}

        /// Whether it does.
        default boolean admits(Optional<Digest> current) {
            return switch (this) {
                case At(Digest digest) -> current.filter(digest::equals).isPresent();
                case Nowhere _ -> current.isEmpty();
            };
        }
    }

    /// `NS/REPO:TAG` or `NS/REPO@DIGEST`.
    public String sourceImage() {
        return from + (source instanceof Digest ? "@" : ":") + source;
    }

    public String targetImage() {
        return to + ":" + target;
    }
}
