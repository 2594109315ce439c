package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import java.time.Instant;

/// A lock on a manifest: nobody deletes it until the lock is lifted.
public record ManifestLock(Digest digest, String reason, Instant lockedAt, String lockedBy) {}
