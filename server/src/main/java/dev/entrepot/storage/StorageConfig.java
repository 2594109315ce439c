package dev.entrepot.storage;

import java.nio.file.Path;

/// Where this node keeps its files.
///
/// @param data the data folder (`--data`): SQLite, `blobs/`, the admin's first password, the secret key
public record StorageConfig(Path data) {
    public static final StorageConfig DEFAULT = new StorageConfig(Path.of("data"));
}
