package dev.entrepot.scanning;

import dev.entrepot.reading.LayerSource;
import dev.entrepot.storage.BlobBytes;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Opens the bytes of blobs.
final class BlobStream {
    private BlobStream() {}

    /// A layer as it is stored; throws `NoSuchFileException` when its bytes are not there.
    static LayerSource layer(BlobStore store, StorageKey key) throws IOException {
        Path path = path(store, key);
        long size = Files.size(path);
        return new LayerSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(path);
            }
        };
    }

    /// At most so many bytes; the rest is cut off.
    static byte[] head(BlobStore store, StorageKey key, int most) throws IOException {
        try (InputStream in = Files.newInputStream(path(store, key))) {
            return in.readNBytes(most);
        }
    }

    private static Path path(BlobStore store, StorageKey key) throws IOException {
        Optional<BlobBytes> found = store.find(key);
        return switch (found.orElseThrow(() -> new NoSuchFileException(key.text()))) {
            case BlobBytes.LocalFile file -> file.path();
        };
    }
}
