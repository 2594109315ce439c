package dev.entrepot.storage;

import java.nio.file.Path;

/// How the bytes of a key can be read.
public sealed interface BlobBytes {
    /// A file on this machine of `sizeBytes` bytes, fit for `sendfile`.
    record LocalFile(Path path, long sizeBytes) implements BlobBytes {}
}
