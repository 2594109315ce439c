package dev.entrepot.storage;

import java.time.Instant;

/// An entry of a listing of {@link BlobStore}.
///
/// @param changedAt when they were last written, by the clock of the store
public record StoredBytes(StorageKey key, long sizeBytes, Instant changedAt) {}
