package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import dev.entrepot.storage.BlobBytes;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/// Hashes stored bytes from their beginning: for an upload that was resumed after a restart, or that is
/// finished under another algorithm than it was hashed with.
final class Rehash {
    private static final int BUFFER_BYTES = 256 * 1024;

    private Rehash() {}

    /// The digest of all bytes under `key`, computed on a thread of `executor`.
    static Digest digest(BlobStore store, StorageKey key, Digest.Algorithm algorithm, Executor executor)
            throws IOException {
        BlobBytes bytes = store.find(key).orElseThrow(() -> new FileNotFoundException("no bytes under " + key));
        try {
            return switch (bytes) {
                case BlobBytes.LocalFile file ->
                    CompletableFuture.supplyAsync(() -> digest(file.path(), algorithm), executor)
                            .join();
            };
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException io) {
                throw io.getCause();
            }
            throw e;
        }
    }

    private static Digest digest(Path file, Digest.Algorithm algorithm) {
        try {
            return digest(file, algorithm, Pace.AS_FAST_AS_IT_GOES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The digest of a file, computed on this thread, which is none of those that answer requests.
    static Digest digest(Path file, Digest.Algorithm algorithm, Pace pace) throws IOException {
        MessageDigest hash = algorithm.newHash();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer)) {
                hash.update(buffer.flip());
                buffer.clear();
                pace.took(read);
            }
        }
        return Digest.finish(algorithm, hash);
    }
}
