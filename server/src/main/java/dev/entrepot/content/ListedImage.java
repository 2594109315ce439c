package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.time.Instant;
import java.util.Optional;

/// A tag in a listing.
///
/// @param pushedAt when its manifest was pushed last; empty when that is gone for good
/// @param movedAt since when the tag points there
/// @param sizeBytes of the manifest, its children and all their blobs; 0 when it is gone for good
/// @param cursor the listing goes on behind it
public record ListedImage(
        RepositoryName repository,
        Tag tag,
        Digest digest,
        Optional<Instant> pushedAt,
        Instant movedAt,
        long sizeBytes,
        Whereabouts where,
        String cursor) {}
