package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A manifest in a listing, with tags or without.
///
/// @param tags that point to it, at most {@link Images#MOST_TAGS}
/// @param sizeBytes of the manifest, its children and all their blobs
/// @param pushedBy the name under which it was pushed last
public record ListedManifest(
        RepositoryName repository,
        Digest digest,
        MediaType mediaType,
        Optional<String> artifactType,
        Optional<Digest> subject,
        List<Tag> tags,
        long sizeBytes,
        Instant pushedAt,
        String pushedBy) {
    public ListedManifest {
        tags = List.copyOf(tags);
    }

    ListedManifest with(List<Tag> others, long bytes) {
        return new ListedManifest(
                repository, digest, mediaType, artifactType, subject, others, bytes, pushedAt, pushedBy);
    }

    /// The listing goes on behind it.
    public String cursor() {
        return repository + "@" + digest;
    }
}
