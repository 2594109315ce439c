package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.time.Instant;
import java.util.List;

/// What a deletion would do, if nothing changed until then.
public sealed interface Outlook {
    /// It would go.
    ///
    /// @param tags that would go
    /// @param manifests that would go, the deleted one first
    /// @param blobs whose bytes would come back: nothing else holds them
    /// @param blobBytes of these, once the trash is emptied of the deletion and collection ran
    /// @param bytesNow the same at the next collection already: 0 while the trash or a lease keeps them
    /// @param keepUntil when the trash would be emptied of it
    record Forecast(
            List<Tag> tags,
            List<Digest> manifests,
            List<Digest> blobs,
            long blobBytes,
            long bytesNow,
            Instant keepUntil)
            implements Outlook {
        public Forecast {
            tags = List.copyOf(tags);
            manifests = List.copyOf(manifests);
            blobs = List.copyOf(blobs);
        }
    }

    /// A repository or namespace would go, whole.
    ///
    /// @param blobs whose bytes would come back: nothing but that and its trash holds them
    /// @param blobBytes of these, once the trash is emptied of the deletion and collection ran
    /// @param keepUntil when the trash would be emptied of it
    record Whole(long repositories, long manifests, long tags, long blobs, long blobBytes, Instant keepUntil) {}

    /// It would not.
    ///
    /// @param reason as the deletion would answer; never `Done`
    record Obstacle(Deletion reason) implements Outlook {}
}
