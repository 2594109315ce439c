package dev.entrepot.content;

import dev.entrepot.storage.BlobStore;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Whether the bytes of a blob are there, as far as can be told without reading them.
final class Presence {
    private Presence() {}

    /// Not known to be bad, and as long as its row says.
    static boolean of(BlobTable.Blob blob, BlobStore store) {
        try {
            return blob.sound()
                    && store.find(blob.key())
                            .filter(bytes -> Blobs.sizeOf(bytes) == blob.size())
                            .isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
