package dev.entrepot.backup;

import dev.entrepot.database.Database;
import dev.entrepot.oci.Digest;
import dev.entrepot.storage.BlobBytes;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Copies the bytes of blobs into a folder of backups, hashing them on the way: what is there under a digest
/// was it.
final class BlobCopies {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Database database;
    private final BlobStore store;
    private final BackupFolder folder;
    private final LongConsumer passed;
    private final BackupTable table = new BackupTable();
    private final List<Manifest.Damaged> damaged = new ArrayList<>();
    private long damagedCount;
    private long copied;
    private long copiedBytes;

    /// @param passed told of the bytes as they come by
    BlobCopies(Database database, BlobStore store, BackupFolder folder, LongConsumer passed) {
        this.database = database;
        this.store = store;
        this.folder = folder;
        this.passed = passed;
    }

    /// Bytes that are not those of their digest.
    private static final class WrongBytesException extends RuntimeException {
        WrongBytesException(String message) {
            super(message, null, false, false);
        }
    }

    /// @param recheck hash what is in the folder already
    void copy(StoredBlob blob, boolean recheck) throws IOException {
        if (folder.holds(blob.digest(), blob.size()) && (!recheck || isRight(blob.digest()))) {
            return;
        }
        Optional<String> reason = copy(blob, blob.key());
        if (reason.isPresent()) {
            // A push may have healed it since.
            Optional<String> healed = database.read(sql ->
                    table.otherKey(sql, blob.digest().toString(), blob.key().text()));
            if (healed.isPresent()) {
                reason = copy(blob, new StorageKey(healed.get()));
            }
        }
        reason.ifPresent(text -> note(blob.digest(), text));
    }

    /// What is wrong, or empty.
    private Optional<String> copy(StoredBlob blob, StorageKey key) throws IOException {
        Optional<BlobBytes> found = store.find(key);
        if (found.isEmpty()) {
            return Optional.of("its bytes are missing in storage");
        }
        Path target = folder.blob(blob.digest());
        DurableFiles.folder(Objects.requireNonNull(target.getParent()));
        try {
            DurableFiles.write(target, (OutputStream out) -> write(found.get(), blob, out));
        } catch (WrongBytesException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
            return Optional.of("its bytes are missing in storage");
        }
        copied++;
        copiedBytes += blob.size();
        return Optional.empty();
    }

    private void write(BlobBytes bytes, StoredBlob blob, OutputStream out) throws IOException {
        long size = 0;
        MessageDigest hash = blob.digest().algorithm().newHash();
        switch (bytes) {
            case BlobBytes.LocalFile file -> {
                try (InputStream in = Files.newInputStream(file.path())) {
                    byte[] buffer = new byte[BUFFER_BYTES];
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        hash.update(buffer, 0, read);
                        out.write(buffer, 0, read);
                        size += read;
                        passed.accept(read);
                    }
                }
            }
        }
        if (size != blob.size()) {
            throw new WrongBytesException("storage has " + size + " bytes of it instead of " + blob.size());
        }
        if (!Digest.finish(blob.digest().algorithm(), hash).equals(blob.digest())) {
            throw new WrongBytesException("its bytes in storage are damaged: they have another digest");
        }
    }

    private boolean isRight(Digest digest) throws IOException {
        return hash(folder.blob(digest), digest.algorithm(), passed).equals(digest);
    }

    static Digest hash(Path file, Digest.Algorithm algorithm, LongConsumer passed) throws IOException {
        MessageDigest hash = algorithm.newHash();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hash.update(buffer, 0, read);
                passed.accept(read);
            }
        }
        return Digest.finish(algorithm, hash);
    }

    private void note(Digest digest, String reason) {
        damagedCount++;
        if (damaged.size() < Manifest.MOST_DAMAGED) {
            damaged.add(new Manifest.Damaged(digest.toString(), reason));
        }
    }

    List<Manifest.Damaged> damaged() {
        return damaged;
    }

    long damagedCount() {
        return damagedCount;
    }

    long copied() {
        return copied;
    }

    long copiedBytes() {
        return copiedBytes;
    }
}
