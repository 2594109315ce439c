package dev.entrepot.reading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// Paths as a compact set of hashes: a layer of a hundred thousand files fills less than a megabyte. It answers
/// whether a path is in it, and never lists them.
///
/// A path stands as the first 64 bits of its SHA-256, so that nobody makes another path with the same hash at
/// will. A folder stands with a `/` at its end. The bytes: the hashes in ascending order, each as the
/// difference to the one before, seven bits a byte, the lowest first.
public final class PathSet {
    /// More than any layer may have entries, see {@link ReadingLimits#maxEntries}.
    public static final int MAX_PATHS = 4_000_000;

    public static final PathSet EMPTY = new PathSet(new long[0]);

    /// A difference of 64 bits in groups of seven.
    private static final int LONGEST = 10;

    private final long[] hashes;

    private PathSet(long[] hashes) {
        this.hashes = hashes;
    }

    /// The set of these paths.
    ///
    /// @param paths without a leading `/`; those of folders end with `/`
    public static PathSet of(Iterable<String> paths) {
        Collector collector = new Collector();
        MessageDigest sha256 = sha256();
        paths.forEach(path -> collector.add(hash(sha256, path)));
        return collector.set();
    }

    /// What {@link #bytes} made. Throws when it is no such thing.
    public static PathSet of(byte[] bytes) throws IOException {
        long[] hashes = new long[countOf(bytes)];
        long before = Long.MIN_VALUE;
        int at = 0;
        for (int index = 0; index < hashes.length; index++) {
            long difference = 0;
            int shift = 0;
            byte part;
            do {
                part = bytes[at++];
                difference |= (part & 0x7FL) << shift;
                shift += 7;
            } while (part < 0);
            if (index > 0 && Long.compare(before + difference, before) <= 0) {
                throw new IOException("a set of paths is not in order");
            }
            before += difference;
            hashes[index] = before;
        }
        return new PathSet(hashes);
    }

    /// How many hashes the bytes hold; each ends with a byte below 128.
    private static int countOf(byte[] bytes) throws IOException {
        int count = 0;
        int length = 0;
        for (byte part : bytes) {
            length++;
            if (length > LONGEST) {
                throw new IOException("a set of paths holds a number of more than 64 bits");
            }
            if (part >= 0) {
                count++;
                length = 0;
            }
        }
        if (length > 0 || count > MAX_PATHS) {
            throw new IOException("a set of paths ends within a number or holds more than " + MAX_PATHS);
        }
        return count;
    }

    public byte[] bytes() {
        byte[] bytes = new byte[Math.multiplyExact(hashes.length, LONGEST)];
        int at = 0;
        long before = Long.MIN_VALUE;
        for (long hash : hashes) {
            long difference = hash - before;
            before = hash;
            while ((difference & ~0x7FL) != 0) {
                bytes[at++] = (byte) (difference | 0x80);
                difference >>>= 7;
            }
            bytes[at++] = (byte) difference;
        }
        return Arrays.copyOf(bytes, at);
    }

    public int size() {
        return hashes.length;
    }

    public boolean contains(String path) {
        return contains(hash(sha256(), path));
    }

    boolean contains(long hash) {
        return Arrays.binarySearch(hashes, hash) >= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathSet set && Arrays.equals(hashes, set.hashes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hashes);
    }

    static long hash(MessageDigest sha256, String path) {
        byte[] digest = sha256.digest(path.getBytes(StandardCharsets.UTF_8));
        long hash = 0;
        for (int index = 0; index < Long.BYTES; index++) {
            hash = (hash << Byte.SIZE) | (digest[index] & 0xFF);
        }
        return hash;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /// Grows a set. Beyond {@link #MAX_PATHS} it takes no more; whoever feeds it has a lower limit.
    static final class Collector {
        private static final int FIRST = 8;

        private long[] hashes = new long[FIRST];
        private int count;

        /// @param hash what {@link PathSet#hash} gives
        void add(long hash) {
            if (count == MAX_PATHS) {
                return;
            }
            if (count == hashes.length) {
                hashes = Arrays.copyOf(hashes, Math.min(MAX_PATHS, count * 2));
            }
            hashes[count++] = hash;
        }

        void addAll(Collector others) {
            for (int index = 0; index < others.count; index++) {
                add(others.hashes[index]);
            }
        }

        PathSet set() {
            long[] sorted = Arrays.copyOf(hashes, count);
            Arrays.sort(sorted);
            int distinct = 0;
            for (long hash : sorted) {
                if (distinct == 0 || hash != sorted[distinct - 1]) {
                    sorted[distinct++] = hash;
                }
            }
            return new PathSet(Arrays.copyOf(sorted, distinct));
        }
    }
}
