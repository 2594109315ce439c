package dev.entrepot.backup;

import dev.entrepot.oci.Digest;
import dev.entrepot.storage.BlobBytes;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.BlobWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Lays the bytes of blobs under their keys in storage, hashing them on the way; those that lie there already
/// are hashed where they are.
final class BlobLayer {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int MOST_TOLD = 1_000;

    private final BackupFolder folder;
    private final BlobStore store;
    private final LongConsumer passed;
    private final List<String> damagedKeys = new ArrayList<>();
    private final List<String> soundKeys = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private long copied;
    private long copiedBytes;

    BlobLayer(BackupFolder folder, BlobStore store, LongConsumer passed) {
        this.folder = folder;
        this.store = store;
        this.passed = passed;
    }

    void lay(StoredBlob blob) throws IOException {
        if (liesThere(blob)) {
            sound(blob);
            return;
        }
        boolean taken = store.find(blob.key()).isPresent();
        // What lies there is damaged, but nothing is gained by writing something as bad over it.
        Optional<String> reason = taken && !isWhole(blob)
                ? Optional.of("its bytes in storage are damaged, and the backup has none that are not")
                : copy(blob);
        if (reason.isEmpty()) {
            sound(blob);
            return;
        }
        if (!taken) {
            store.delete(blob.key());
        }
        damagedKeys.add(blob.key().text());
        if (missing.size() < MOST_TOLD) {
            missing.add(blob.digest() + ": " + reason.get());
        }
    }

    private boolean isWhole(StoredBlob blob) throws IOException {
        return folder.holds(blob.digest(), blob.size())
                && BlobCopies.hash(folder.blob(blob.digest()), blob.digest().algorithm(), passed)
                        .equals(blob.digest());
    }

    private void sound(StoredBlob blob) {
        if (!blob.sound()) {
            soundKeys.add(blob.key().text());
        }
    }

    private boolean liesThere(StoredBlob blob) throws IOException {
        Optional<BlobBytes> found = store.find(blob.key());
        if (found.isEmpty()) {
            return false;
        }
        return switch (found.get()) {
            case BlobBytes.LocalFile file ->
                file.sizeBytes() == blob.size()
                        && BlobCopies.hash(file.path(), blob.digest().algorithm(), passed)
                                .equals(blob.digest());
        };
    }

    /// What is wrong, or empty.
    private Optional<String> copy(StoredBlob blob) throws IOException {
        Path file = folder.blob(blob.digest());
        MessageDigest hash = blob.digest().algorithm().newHash();
        try (InputStream in = Files.newInputStream(file);
                BlobWriter writer = store.append(blob.key(), 0)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hash.update(buffer, 0, read);
                writer.write(ByteBuffer.wrap(buffer, 0, read));
                passed.accept(read);
            }
            if (writer.length() != blob.size()) {
                return Optional.of("the backup has " + writer.length() + " bytes of it instead of " + blob.size());
            }
            if (!Digest.finish(blob.digest().algorithm(), hash).equals(blob.digest())) {
                return Optional.of("its bytes in the backup are damaged: they have another digest");
            }
            writer.force();
        } catch (NoSuchFileException e) {
            return Optional.of("its bytes are not in the backup");
        }
        copied++;
        copiedBytes += blob.size();
        return Optional.empty();
    }

    /// Keys whose bytes are not there.
    List<String> damagedKeys() {
        return damagedKeys;
    }

    /// Keys whose bytes are there, though the snapshot says that they were damaged.
    List<String> soundKeys() {
        return soundKeys;
    }

    List<String> missing() {
        return missing;
    }

    long copied() {
        return copied;
    }

    long copiedBytes() {
        return copiedBytes;
    }
}
