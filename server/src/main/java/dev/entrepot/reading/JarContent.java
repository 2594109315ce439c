package dev.entrepot.reading;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The content of an entry of an archive, unpacked while it is read and counted on the way. Takes from its
/// source exactly the bytes of the entry.
final class JarContent extends InputStream {
    static final int STORED = 0;
    static final int DEFLATED = 8;

    /// Where the end of a deflated entry is known from its content alone.
    static final long UNTIL_ITS_END = Long.MAX_VALUE;

    /// From here on the ratio is looked at: small files of zeros are harmless.
    private static final long RATIO_FROM = 64L << 20;

    private final HeldWindow source;
    private final Budget budget;
    private final Inflater inflater;
    private final boolean deflated;
    private long left;
    private long taken;
    private long unpacked;
    private boolean ended;

    /// @param packed bytes of the entry in the source
    JarContent(HeldWindow source, int method, long packed, Budget budget) {
        this.source = source;
        this.budget = budget;
        this.deflated = method == DEFLATED;
        this.left = packed;
        this.inflater = new Inflater(true);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = deflated ? inflate(target, offset, length) : copy(target, offset, length);
        if (count > 0) {
            unpacked += count;
            budget.unpacked(count);
            int ratio = budget.limits().maxRatio();
            if (unpacked > RATIO_FROM && unpacked / ratio > taken) {
                throw new JarBrokenException("a file in it unpacks to more than " + ratio + " times its size");
            }
        }
        return count;
    }

    /// How many bytes of the source it was, so far.
    long taken() {
        return taken;
    }

    /// How many bytes came out, so far.
    long unpacked() {
        return unpacked;
    }

    /// Goes behind the entry in the source.
    void finish() throws IOException {
        if (left != UNTIL_ITS_END || !deflated) {
            source.skip(left);
            taken += left;
            left = 0;
        } else {
            skip(Long.MAX_VALUE);
        }
    }

    @Override
    public void close() {
        ended = true;
        inflater.end();
    }

    private int copy(byte[] target, int offset, int length) throws IOException {
        if (left == 0 || ended) {
            return -1;
        }
        int count = (int) Math.min(Math.min(length, left), source.available());
        if (count == 0) {
            throw new JarBrokenException("a file in it ends too early");
        }
        System.arraycopy(source.window(), source.at(), target, offset, count);
        took(count);
        return count;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        while (!ended) {
            int given = (int) Math.min(source.available(), left);
            inflater.setInput(source.window(), source.at(), given);
            int count;
            try {
                count = inflater.inflate(target, offset, length);
            } catch (DataFormatException broken) {
                ended = true;
                throw new JarBrokenException("a file in it is packed wrongly (" + broken.getMessage() + ")");
            }
            took(given - inflater.getRemaining());
            ended = inflater.finished();
            if (count > 0) {
                return count;
            }
            if (!ended && (inflater.needsDictionary() || given == inflater.getRemaining())) {
                throw new JarBrokenException("a file in it ends too early");
            }
        }
        return -1;
    }

    private void took(int count) {
        source.use(count);
        taken += count;
        if (left != UNTIL_ITS_END) {
            left -= count;
        }
    }
}
