package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What came of a deletion of a tag or manifest. All but `Done` changed nothing.
public sealed interface Deletion {
    /// It is in the trash.
    ///
    /// @param id by which it can be restored
    /// @param tags that went
    /// @param manifests that went, the deleted one first; empty when only the tag did
    /// @param bytes of the manifests, and of the blobs that are not readable in the repository any more
    /// @param keepUntil when the trash is emptied of it; not in the future where nothing is kept
    record Done(String id, List<Tag> tags, List<Digest> manifests, long bytes, Instant keepUntil) implements Deletion {
        public Done {
            tags = List.copyOf(tags);
            manifests = List.copyOf(manifests);
        }
    }

    record Unknown() implements Deletion {}

    /// An index of the repository names the manifest.
    record NamedByIndex(Digest index) implements Deletion {}

    /// Somebody locked the manifest.
    record Locked(Digest digest, String reason) implements Deletion {}

    /// The tag does not point where it was expected to.
    record TagMoved(Tag tag, Optional<Digest> current) implements Deletion {}

    /// It was to go only when nothing uses it.
    record InUse(Digest digest, Use use) implements Deletion {}

    /// Too much hangs on the manifest to go in one transaction: delete its tags or referrers first.
    ///
    /// @param most tags, and manifests, that one deletion takes
    record TooMany(Digest digest, int most) implements Deletion {}

    /// A rule freezes a tag.
    record Refused(Refusal refusal) implements Deletion {}

    /// What keeps a manifest.
    enum Use {
        TAG,
        LEASE,
        /// It refers to a manifest that is there.
        SUBJECT
    }
}
