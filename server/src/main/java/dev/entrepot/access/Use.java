package dev.entrepot.access;

import dev.entrepot.oci.RepositoryName;
import java.util.List;
import java.util.function.Function;

/// The circumstances of one use of a right, which conditions on grants are about.
///
/// @param address where the request came from
/// @param tags which tags it is about
public record Use(String address, Tags tags) {
    /// Which tags a use is about.
    public sealed interface Tags {}

    /// It names none, and nothing that has a tag changes or shows by it: bytes of a push before the manifest that a
    /// tag will point to, or a token that will be looked at again when it is used. Conditions on the tag are met.
    public record Open() implements Tags {}

    /// It is not about tags: conditions on the tag are not met.
    public record NoTag() implements Tags {}

    /// All of these must meet a condition: what a push or a deletion moves.
    public record Each(List<String> names) implements Tags {
        public Each {
            names = List.copyOf(names);
        }
    }

    /// One of these must: the tags through which a digest of that repository is reached. Read only when a condition
    /// asks for it; may block.
    public record Any(Function<RepositoryName, List<String>> names) implements Tags {}

    /// All of these must, and there must be one.
    public record All(Function<RepositoryName, List<String>> names) implements Tags {}

    /// A use that is about no tag.
    public static Use from(String address) {
        return new Use(address, new NoTag());
    }
}
