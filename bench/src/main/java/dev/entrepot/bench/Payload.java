package dev.entrepot.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/// A blob to push: `stamp` makes it differ from every other, the rest comes from the shared file of random bytes.
record Payload(String stamp, Payloads source, long size, String digest) {

    Payload {
        if (size < stamp.length()) {
            throw new IllegalArgumentException("a payload of " + size + " bytes is shorter than its stamp");
        }
    }

    Body whole() {
        return slice(0, size);
    }

    void writeTo(FileChannel file) throws IOException {
        file.write(stampBytes());
        long length = size - stamp.length();
        for (long at = 0; at < length; ) {
            at += source.channel().transferTo(at, length - at, file);
        }
    }

    /// The bytes from `from` up to `to`; a slice begins at 0 or behind the stamp.
    Body slice(long from, long to) {
        if (from == 0) {
            return new Body.FilePart(new Body.Memory(stampBytes()), source.channel(), 0, to - stamp.length());
        }
        return new Body.FilePart(
                new Body.Memory(ByteBuffer.allocate(0)), source.channel(), from - stamp.length(), to - from);
    }

    private ByteBuffer stampBytes() {
        return ByteBuffer.wrap(stamp.getBytes(StandardCharsets.US_ASCII));
    }
}
