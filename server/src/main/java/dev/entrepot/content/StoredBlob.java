package dev.entrepot.content;

import dev.entrepot.storage.BlobBytes;

/// A blob that is readable in a repository.
///
/// @param bytes how to read it
/// @param size in bytes
/// @param leasedUntil microseconds since 1970
public record StoredBlob(BlobBytes bytes, long size, long leasedUntil) {}
