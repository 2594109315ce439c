package dev.entrepot.reading;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.Arrays;

/// The bytes of a file, or of a part of one, held in memory. Whoever asks for bytes beyond their end learns so
/// by an {@link UnreadableException}, which spares readers of hostile files a check before every number they
/// follow.
///
/// Offsets and lengths are long and may be anything, as files claim them. Parts share the bytes of the whole.
final class HeldBytes {
    private final byte[] all;
    private final int from;
    private final int length;
    private final ByteBuffer numbers;

    private HeldBytes(byte[] all, int from, int length, ByteOrder order) {
        this.all = all;
        this.from = from;
        this.length = length;
        this.numbers = ByteBuffer.wrap(all).order(order);
    }

    static HeldBytes of(byte[] bytes) {
        return new HeldBytes(bytes, 0, bytes.length, ByteOrder.BIG_ENDIAN);
    }

    /// Reads a file to its end.
    ///
    /// @param size as the archive says; a file that ends before is held as far as it goes
    /// @throws UnreadableException when it is larger than `limit`
    static HeldBytes read(InputStream bytes, long size, long limit) throws IOException, UnreadableException {
        if (size > Math.min(limit, Integer.MAX_VALUE - 8)) {
            throw new UnreadableException("has " + size + " bytes, more than the " + limit + " that are held at once");
        }
        byte[] all = new byte[(int) size];
        int length = bytes.readNBytes(all, 0, all.length);
        return new HeldBytes(all, 0, length, ByteOrder.BIG_ENDIAN);
    }

    HeldBytes order(ByteOrder order) {
        return new HeldBytes(all, from, length, order);
    }

    int length() {
        return length;
    }

    boolean has(long at, long count) {
        return at >= 0 && count >= 0 && at <= length && count <= length - at;
    }

    /// That range as bytes of their own, which begin at 0. Nothing is copied.
    HeldBytes part(long at, long count) throws UnreadableException {
        return new HeldBytes(all, place(at, count), (int) count, numbers.order());
    }

    byte[] copy(long at, long count) throws UnreadableException {
        int place = place(at, count);
        return Arrays.copyOfRange(all, place, place + (int) count);
    }

    void copyTo(byte[] target, int offset, long at, int count) throws UnreadableException {
        System.arraycopy(all, place(at, count), target, offset, count);
    }

    int u8(long at) throws UnreadableException {
        return all[place(at, 1)] & 0xff;
    }

    int u16(long at) throws UnreadableException {
        return numbers.getShort(place(at, 2)) & 0xffff;
    }

    int i32(long at) throws UnreadableException {
        return numbers.getInt(place(at, 4));
    }

    long u32(long at) throws UnreadableException {
        return i32(at) & 0xffff_ffffL;
    }

    /// Negative where the top bit is set: no offset of a file that is held here.
    long i64(long at) throws UnreadableException {
        return numbers.getLong(place(at, 8));
    }

    boolean startsWith(byte[] prefix, long at) {
        return has(at, prefix.length)
                && Arrays.equals(all, from + (int) at, from + (int) at + prefix.length, prefix, 0, prefix.length);
    }

    String text(long at, long count, Charset charset) throws UnreadableException {
        return new String(all, place(at, count), (int) count, charset);
    }

    /// The text up to a zero byte, without it.
    ///
    /// @throws UnreadableException when no zero byte follows within `limit` bytes
    String textToZero(long at, int limit, Charset charset) throws UnreadableException {
        int start = place(at, 0);
        int end = (int) Math.min((long) start + limit, from + (long) length);
        for (int index = start; index < end; index++) {
            if (all[index] == 0) {
                return new String(all, start, index - start, charset);
            }
        }
        throw new UnreadableException("a text in it has no end within " + limit + " bytes");
    }

    /// All of them, from the first.
    InputStream stream() {
        return new ByteArrayInputStream(all, from, length);
    }

    private int place(long at, long count) throws UnreadableException {
        if (!has(at, count)) {
            throw new UnreadableException("refers to " + count + " bytes at " + at + ", beyond its end");
        }
        return from + (int) at;
    }
}
