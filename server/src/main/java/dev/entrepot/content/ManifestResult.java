package dev.entrepot.content;

import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.Optional;

/// What came of a push of a manifest. All but `Stored` changed nothing.
public sealed interface ManifestResult {
    /// The manifest is durable, and so are its tags.
    record Stored(Digest digest, Optional<Digest> subject) implements ManifestResult {}

    /// The bytes do not have the digest that was claimed.
    record WrongDigest(Digest claimed, Digest computed) implements ManifestResult {}

    /// What the manifest names is not in the repository.
    record Missing(List<Digest> digests) implements ManifestResult {
        public Missing {
            digests = List.copyOf(digests);
        }
    }

    /// A descriptor says another size than what is stored has, in bytes.
    record WrongSize(Descriptor descriptor, long storedSize) implements ManifestResult {}

    /// The tag does not point where the client's `If-Match` wants it.
    record TagMoved(Tag tag, Optional<Digest> current) implements ManifestResult {}

    /// The namespace or a rule of the repository does not admit it.
    record Refused(Refusal refusal) implements ManifestResult {}
}
