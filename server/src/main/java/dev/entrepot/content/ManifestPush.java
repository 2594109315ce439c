package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.Optional;

/// A manifest that a client wants stored.
///
/// @param repository where
/// @param digest the digest that the client claims; empty when it pushed by tag
/// @param tags that shall point to it
/// @param mediaType from the Content-Type, where it named one
/// @param bytes exactly as they came
/// @param ifMatch where the (only) tag must point now; empty when the client does not care
/// @param pusher who pushes, under which authority
@SuppressWarnings("ArrayRecordComponent")
public record ManifestPush(
        RepositoryName repository,
        Optional<Digest> digest,
        List<Tag> tags,
        Optional<MediaType> mediaType,
        byte[] bytes,
        Optional<IfMatch> ifMatch,
        Pusher pusher) {
    public ManifestPush {
        tags = List.copyOf(tags);
    }
}
