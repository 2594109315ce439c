package dev.entrepot.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;

/// What a request carries. Files go out by sendfile, so that the driver spends next to nothing on them.
sealed interface Body {

    long length();

    void writeTo(SocketChannel socket) throws IOException;

    static Body none() {
        return new Memory(ByteBuffer.allocate(0));
    }

    static Body of(byte[] bytes) {
        return new Memory(ByteBuffer.wrap(bytes));
    }

    /// Bytes in memory; a direct buffer saves a copy for each write.
    record Memory(ByteBuffer bytes) implements Body {
        @Override
        public long length() {
            return bytes.remaining();
        }

        @Override
        public void writeTo(SocketChannel socket) throws IOException {
            ByteBuffer rest = bytes.duplicate();
            while (rest.hasRemaining()) {
                socket.write(rest);
            }
        }
    }

    /// A few bytes of its own followed by a stretch of a file.
    record FilePart(Memory stamp, FileChannel file, long from, long fileLength) implements Body {
        @Override
        public long length() {
            return stamp.length() + fileLength;
        }

        @Override
        public void writeTo(SocketChannel socket) throws IOException {
            stamp.writeTo(socket);
            long end = from + fileLength;
            for (long at = from; at < end; ) {
                at += file.transferTo(at, end - at, socket);
            }
        }
    }
}
