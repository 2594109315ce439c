package dev.entrepot.content;

import dev.entrepot.storage.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// One request that writes to an upload: it hashes and stores each buffer on the thread that brings it.
///
/// Another request may close it at any time. Closing waits for the buffer under way, never for the network, so
/// a sender that stalls cannot hold an upload, and when it wakes its next buffer is refused.
final class UploadWriting {
    private final ReentrantLock buffer = new ReentrantLock();
    private final BlobWriter writer;
    private final Optional<MessageDigest> hash;
    private boolean closed;

    /// `hash` covers what lies before the writer's offset; empty when that is not known.
    UploadWriting(BlobWriter writer, Optional<MessageDigest> hash) {
        this.writer = writer;
        this.hash = hash;
    }

    void accept(ByteBuffer bytes) throws IOException {
        buffer.lock();
        try {
            if (closed) {
                throw new SupersededException();
            }
            hash.ifPresent(h -> h.update(bytes.duplicate()));
            writer.write(bytes);
        } finally {
            buffer.unlock();
        }
    }

    /// Makes all that was accepted durable.
    void force() throws IOException {
        writer.force();
    }

    long length() {
        return writer.length();
    }

    Optional<MessageDigest> hash() {
        return hash;
    }

    /// No byte is written after this returns. Repeatable.
    void close() throws IOException {
        buffer.lock();
        try {
            closed = true;
            writer.close();
        } finally {
            buffer.unlock();
        }
    }
}
