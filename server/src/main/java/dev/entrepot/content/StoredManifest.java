package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;

/// A manifest as it was pushed.
///
/// @param digest under which it was pushed
/// @param mediaType of (repository, digest)
/// @param bytes exactly as they came; must not be changed
/// @param leasedUntil microseconds since 1970
@SuppressWarnings("ArrayRecordComponent")
public record StoredManifest(Digest digest, MediaType mediaType, byte[] bytes, long leasedUntil) {}
