package dev.entrepot.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Entries of a tar archive. POSIX.1-2001, "ustar Interchange Format".
final class Tar {
    private static final int BLOCK = 512;
    private static final int CHECKSUM = 148;

    private Tar() {}

    /// A regular file, header and content.
    static byte[] file(String name, byte[] content) {
        byte[] entry = new byte[BLOCK + (content.length + BLOCK - 1) / BLOCK * BLOCK];
        put(entry, 0, name);
        put(entry, 100, "0000644");
        put(entry, 108, "0000000");
        put(entry, 116, "0000000");
        put(entry, 124, "%011o".formatted(content.length));
        put(entry, 136, "00000000000");
        Arrays.fill(entry, CHECKSUM, CHECKSUM + 8, (byte) ' ');
        entry[156] = '0';
        put(entry, 257, "ustar");
        put(entry, 263, "00");
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += entry[i] & 0xff;
        }
        put(entry, CHECKSUM, "%06o".formatted(sum));
        entry[CHECKSUM + 6] = 0;
        System.arraycopy(content, 0, entry, BLOCK, content.length);
        return entry;
    }

    static byte[] end() {
        return new byte[2 * BLOCK];
    }

    private static void put(byte[] entry, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, entry, at, bytes.length);
    }
}
