package dev.entrepot.vulnerabilities;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/// The bytes of a set file as they are written, and their SHA-256.
final class SetOutput implements AutoCloseable {
    /// At both ends of each file; its last character is the version of the layout.
    static final byte[] MAGIC = "EntVuln1".getBytes(StandardCharsets.US_ASCII);

    private static final int BUFFER_BYTES = 64 * 1024;

    private final OutputStream out;
    private final MessageDigest digest = Manifest.sha256();
    private long position;

    SetOutput(Path file) throws IOException {
        out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
        write(MAGIC);
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        digest.update(bytes);
        position += bytes.length;
    }

    /// Numbers as eight bytes each, the highest first.
    void write(long... numbers) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES);
        for (long number : numbers) {
            bytes.putLong(number);
        }
        write(bytes.array());
    }

    long position() {
        return position;
    }

    /// Ends the file; gives the hash in hex.
    String finish() throws IOException {
        write(MAGIC);
        out.flush();
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
