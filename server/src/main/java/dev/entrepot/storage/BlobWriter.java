package dev.entrepot.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/// One open append to one key; not thread-safe, but may move from thread to thread.
public interface BlobWriter extends AutoCloseable {
    /// Appends all remaining bytes. Throws {@link dev.entrepot.health.StorageFullException} when the disk is full.
    void write(ByteBuffer bytes) throws IOException;

    /// Bytes under the key so far, in bytes, whether durable or not.
    long length();

    /// Makes all written bytes, and the key itself, durable: file fsync, then folder fsync where the key is new.
    void force() throws IOException;

    /// Closes without making anything durable. Repeatable. No writable descriptor outlives it.
    @Override
    void close() throws IOException;
}
