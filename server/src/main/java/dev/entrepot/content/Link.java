package dev.entrepot.content;

import dev.entrepot.storage.StorageKey;

/// A blob that is readable in a repository.
///
/// @param key where the bytes lie
/// @param size of the bytes
/// @param leasedUntil until when nothing may collect it, in microseconds since 1970
record Link(StorageKey key, long size, long leasedUntil) {}
