package dev.entrepot.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/// Makes blobs that are all different and cannot be compressed, from one file of random bytes.
final class Payloads implements AutoCloseable {

    static final long MIB = 1024L * 1024;
    static final long GIB = 1024 * MIB;

    private static final int BLOCK = 1024 * 1024;

    private final FileChannel channel;
    private final SplittableRandom random = new SplittableRandom();
    private final AtomicLong stamps = new AtomicLong(random.nextLong());

    Payloads(Path folder) throws IOException {
        channel = FileChannel.open(
                folder.resolve("random-bytes"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    FileChannel channel() {
        return channel;
    }

    /// A new blob of that size. The digest is computed here, before anything is measured.
    Payload make(long size) throws IOException {
        growTo(size);
        String stamp = stamp();
        MessageDigest sha256 = sha256();
        sha256.update(stamp.getBytes(StandardCharsets.US_ASCII));
        long rest = size - stamp.length();
        try (Arena arena = Arena.ofConfined()) {
            sha256.update(
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, rest, arena).asByteBuffer());
        }
        return new Payload(stamp, this, size, digest(sha256));
    }

    private synchronized void growTo(long size) throws IOException {
        long length = channel.size();
        if (length >= size) {
            return;
        }
        byte[] block = new byte[BLOCK];
        while (length < size) {
            random.nextBytes(block);
            length += channel.write(ByteBuffer.wrap(block), length);
        }
        // Its own way to the disk must not share the time of what is measured.
        channel.force(true);
    }

    /// Text of ASCII characters that no other blob begins with.
    String stamp() {
        return "%016x".formatted(stamps.incrementAndGet());
    }

    static String digestOf(byte[] bytes) {
        MessageDigest sha256 = sha256();
        sha256.update(bytes);
        return digest(sha256);
    }

    static String digestOf(ByteBuffer bytes) {
        MessageDigest sha256 = sha256();
        sha256.update(bytes.duplicate());
        return digest(sha256);
    }

    private static String digest(MessageDigest sha256) {
        return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
