package dev.entrepot.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the bytes of blobs lie. Bytes are written once, where they will stay: no rename, no copy.
///
/// All methods block. All may be called from any thread; one writer per key at a time is the caller's duty
/// (`content` keeps it by the epoch of the upload's row). A full disk is reported as {@link
/// dev.entrepot.health.StorageFullException}; any other failure of an fsync makes the adapter call {@link
/// dev.entrepot.health.NodeHealth#refuseWrites} before it throws.
public interface BlobStore extends AutoCloseable {
    /// Opens `key` for appending at `offset` bytes; what lies beyond `offset` is cut off, the key is created when
    /// `offset` is 0 and nothing is there. Throws `IOException` when fewer than `offset` bytes are there.
    /// Repeatable. Refused (`WritesRefusedException`) on a node that may not write.
    BlobWriter append(StorageKey key, long offset) throws IOException;

    /// Gives a file that is there already the name of `key` besides its own, without moving a byte, and makes both
    /// durable before it returns. Whoever writes to the file by its other name changes these bytes too. Throws
    /// `IOException` where the store cannot do this, or not with this file; nothing lies under `key` then.
    default void adopt(StorageKey key, Path file) throws IOException {
        throw new IOException("this store keeps no files that " + file + " could be one of");
    }

    /// The bytes under `key`, for reading. Empty when there are none. Not a promise that they stay.
    Optional<BlobBytes> find(StorageKey key) throws IOException;

    /// Removes the bytes under `key`, durably (the folder's fsync included) when it returns. A missing key is fine.
    /// Repeatable. Readers that hold the file open go on reading.
    void delete(StorageKey key) throws IOException;

    /// What lies under keys that begin with `prefix` (some hex digits, or none), in no order, read as it is asked for;
    /// to be closed. Not a snapshot: what comes or goes meanwhile is listed or not, so neither presence nor absence
    /// here proves anything; {@link #find} does. Whatever lies there and is no key is passed over. Throws
    /// `UncheckedIOException` while it is read.
    Stream<StoredBytes> list(String prefix) throws IOException;

    @Override
    void close();
}
