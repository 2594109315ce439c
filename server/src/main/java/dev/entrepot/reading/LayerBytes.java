package dev.entrepot.reading;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/// The bytes of a layer after decompression: counted, hashed, and held to the limits. How they are compressed
/// is told by their first bytes, because media types lie.
///
/// Beyond a limit reading throws a {@link LimitException}.
final class LayerBytes extends InputStream {
    /// Ratios of small layers say nothing: an empty archive of two blocks of zeros is compressed to a
    /// hundredth.
    static final long RATIO_FROM = 64L << 20;

    /// The largest window that a decompressor must accept without being asked (RFC 8878 recommends 8 MiB, the
    /// command line takes 128 MiB): memory outside of the heap.
    private static final int ZSTD_WINDOW_LOG = 27;

    private static final int BUFFER = 1 << 16;
    private static final int MAGIC = 6;

    private final Counted stored;
    private final InputStream in;
    private final ReadingLimits limits;
    private final long deadline;
    private final MessageDigest sha256 = PathSet.sha256();
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private long bytes;
    private boolean over;

    /// @param stored bytes as they are stored
    /// @throws UnreadableException when they are compressed in a way that layers may not be
    LayerBytes(InputStream stored, ReadingLimits limits) throws IOException, UnreadableException {
        this.stored = new Counted(stored);
        this.limits = limits;
        this.deadline = System.nanoTime() + limits.time().toNanos();
        this.in = decompressed(this.stored);
    }

    private static InputStream decompressed(InputStream stored) throws IOException, UnreadableException {
        PushbackInputStream peeked = new PushbackInputStream(stored, MAGIC);
        byte[] magic = new byte[MAGIC];
        int count = peeked.readNBytes(magic, 0, MAGIC);
        peeked.unread(magic, 0, count);
        if (starts(magic, 0x1F, 0x8B)) {
            return new GzipStream(peeked);
        }
        boolean frame = starts(magic, 0x28, 0xB5, 0x2F, 0xFD);
        boolean skippable = (magic[0] & 0xF0) == 0x50 && starts(Arrays.copyOfRange(magic, 1, 4), 0x2A, 0x4D, 0x18);
        if (frame || skippable) {
            ZstdInputStreamNoFinalizer zstd = new ZstdInputStreamNoFinalizer(peeked);
            zstd.setLongMax(ZSTD_WINDOW_LOG);
            return zstd;
        }
        if (starts(magic, 'B', 'Z', 'h')) {
            throw new UnreadableException("it is compressed by bzip2, which layers may not be");
        }
        if (starts(magic, 0xFD, '7', 'z', 'X', 'Z', 0)) {
            throw new UnreadableException("it is compressed by xz, which layers may not be");
        }
        return peeked;
    }

    private static boolean starts(byte[] bytes, int... wanted) {
        for (int index = 0; index < wanted.length; index++) {
            if ((bytes[index] & 0xFF) != wanted[index]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(buffer, at, target, offset, count);
        at += count;
        return count;
    }

    @Override
    public long skip(long wanted) throws IOException {
        long skipped = 0;
        while (skipped < wanted && fill()) {
            int count = (int) Math.min(wanted - skipped, end - at);
            at += count;
            skipped += count;
        }
        return skipped;
    }

    @Override
    public int available() {
        return end - at;
    }

    /// Reads what follows the archive, so that the digest is that of the whole.
    void drain() throws IOException {
        while (fill()) {
            at = end;
        }
    }

    long bytes() {
        return bytes;
    }

    /// `sha256:…` of all that was read; once.
    String digest() {
        return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    }

    /// Frees what the decompressor holds outside of the heap; the stored bytes are not closed.
    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean fill() throws IOException {
        while (at == end && !over) {
            int count = in.read(buffer, 0, buffer.length);
            at = 0;
            end = Math.max(0, count);
            over = count < 0;
            bytes += end;
            sha256.update(buffer, 0, end);
            hold();
        }
        return at < end;
    }

    private void hold() throws LimitException {
        if (bytes > limits.maxBytes()) {
            throw new LimitException("it decompresses to more than " + limits.maxBytes() + " bytes");
        }
        if (bytes > RATIO_FROM && bytes / limits.maxRatio() > stored.count) {
            throw new LimitException("it decompresses to more than " + limits.maxRatio() + " times its size");
        }
        if (System.nanoTime() - deadline > 0) {
            throw new LimitException("it takes longer than " + limits.time().toSeconds() + " s");
        }
    }

    /// Counts what came in, and does not close it: that is the pipe.
    private static final class Counted extends InputStream {
        private final InputStream in;
        private long count;

        Counted(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = in.read(target, offset, length);
            count += Math.max(0, read);
            return read;
        }

        @Override
        public void close() {}
    }
}
