package dev.entrepot.reading;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/// Decompresses gzip (RFC 1952) of any number of members, as pigz, bgzip and eStargz write it.
///
/// The JDK's own stream ends after a member when nothing more is there to be read at that moment, which on a
/// pipe is chance. Zeros after the last member are padding.
final class GzipStream extends InputStream {
    private static final int BUFFER = 1 << 16;
    private static final int MAGIC_1 = 0x1F;
    private static final int MAGIC_2 = 0x8B;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;
    private static final int MTIME_XFL_OS = 6;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private boolean within;
    private boolean first = true;
    private boolean over;

    GzipStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!over) {
            if (!within && !beginMember()) {
                over = true;
                break;
            }
            int count = inflate(target, offset, length);
            if (count > 0) {
                crc.update(target, offset, count);
                return count;
            }
            if (inflater.finished()) {
                endMember();
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            int count = inflater.inflate(target, offset, length);
            if (inflater.needsDictionary()) {
                throw new ZipException("it wants a dictionary, which gzip has not");
            }
            if (count == 0 && inflater.needsInput()) {
                fill();
                inflater.setInput(buffer, at, end - at);
                at = end;
            }
            return count;
        } catch (DataFormatException broken) {
            throw new ZipException("the gzip stream is broken: " + broken.getMessage());
        }
    }

    /// False at the end of the stream.
    private boolean beginMember() throws IOException {
        int magic = next();
        while (magic == 0 && !first) {
            magic = next();
        }
        if (magic < 0 && !first) {
            return false;
        }
        if (magic != MAGIC_1 || need() != MAGIC_2) {
            throw new ZipException(
                    first ? "it is no gzip stream" : "after the gzip stream something follows that is none");
        }
        if (need() != DEFLATE) {
            throw new ZipException("the gzip stream is compressed in another way than by deflate");
        }
        int flags = need();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("the gzip stream has unknown flags");
        }
        skip(MTIME_XFL_OS);
        if ((flags & EXTRA) != 0) {
            skip(need() | need() << Byte.SIZE);
        }
        skipText((flags & NAME) != 0);
        skipText((flags & COMMENT) != 0);
        skip((flags & HEADER_CRC) != 0 ? 2 : 0);
        first = false;
        within = true;
        inflater.reset();
        crc.reset();
        inflater.setInput(buffer, at, end - at);
        at = end;
        return true;
    }

    private void endMember() throws IOException {
        at = end - inflater.getRemaining();
        long sum = number();
        long size = number();
        if (sum != crc.getValue()) {
            throw new ZipException("the gzip stream is broken: its checksum is wrong");
        }
        if (size != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw new ZipException("the gzip stream is broken: its length is wrong");
        }
        within = false;
    }

    private long number() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            value |= (long) need() << shift;
        }
        return value;
    }

    private void skip(int count) throws IOException {
        for (int index = 0; index < count; index++) {
            need();
        }
    }

    private void skipText(boolean present) throws IOException {
        boolean more = present;
        while (more) {
            more = need() != 0;
        }
    }

    private int need() throws IOException {
        int value = next();
        if (value < 0) {
            throw new EOFException("the gzip stream ends too early");
        }
        return value;
    }

    private int next() throws IOException {
        if (at == end) {
            end = Math.max(0, in.read(buffer, 0, buffer.length));
            at = 0;
            if (end == 0) {
                return -1;
            }
        }
        return buffer[at++] & 0xFF;
    }

    private void fill() throws IOException {
        end = in.read(buffer, 0, buffer.length);
        at = 0;
        if (end <= 0) {
            end = 0;
            throw new EOFException("the gzip stream ends too early");
        }
    }
}
