package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import java.util.Optional;
import java.util.OptionalLong;

/// What is known of an upload before it begins.
///
/// @param digest of the blob, where the client said it already
/// @param length of the blob in bytes, likewise
public record UploadOpening(Pusher pusher, Digest.Algorithm algorithm, Optional<Digest> digest, OptionalLong length) {
    /// One of which nothing is known.
    public static UploadOpening of(Pusher pusher, Digest.Algorithm algorithm) {
        return new UploadOpening(pusher, algorithm, Optional.empty(), OptionalLong.empty());
    }
}
