package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.time.Instant;
import java.util.List;

/// What came of a restoration. All but `Restored` changed nothing.
public sealed interface Restoration {
    /// It is back.
    ///
    /// @param tags that point again where they did
    /// @param elsewhere tags that point elsewhere by now, and were left so
    /// @param manifests that are back, with all that they name
    /// @param missing what is named by a manifest that is back, or was tagged, and was deleted for good meanwhile
    /// @param repositories how many are back
    record Restored(
            List<Tag> tags, List<Elsewhere> elsewhere, List<Digest> manifests, List<Digest> missing, long repositories)
            implements Restoration {
        public Restored {
            tags = List.copyOf(tags);
            elsewhere = List.copyOf(elsewhere);
            manifests = List.copyOf(manifests);
            missing = List.copyOf(missing);
        }
    }

    /// A tag that was taken since its deletion.
    ///
    /// @param was where it pointed
    /// @param now where it points
    record Elsewhere(Tag tag, Digest was, Digest now) {}

    /// The one tag that was asked for points elsewhere by now.
    record TagTaken(Elsewhere tag) implements Restoration {}

    /// Another repository or namespace has the name by now.
    record NameTaken(String name) implements Restoration {}

    /// Its repository or namespace is in the trash itself: restore that first.
    record InTrash(String name, String deletionId, Instant keepUntil) implements Restoration {}

    /// There is nothing of this in the trash.
    record Nothing() implements Restoration {}

    /// It does not fit into the namespace.
    record Refused(Refusal refusal) implements Restoration {}
}
