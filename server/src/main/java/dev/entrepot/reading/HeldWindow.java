package dev.entrepot.reading;

import java.io.IOException;
import java.io.InputStream;

/// A stream read through a window, so that who looks ahead or inflates takes from it no more than it needs.
/// Numbers are little-endian, as archives have them. Fails with {@link JarBrokenException} where the stream
/// ends too early.
final class HeldWindow {
    private static final int WINDOW = 1 << 14;

    private final InputStream in;
    private final byte[] window = new byte[WINDOW];
    private int at;
    private int end;

    HeldWindow(InputStream in) {
        this.in = in;
    }

    byte[] window() {
        return window;
    }

    int at() {
        return at;
    }

    /// How many bytes are in the window; reads some if there are none. 0 at the end.
    int available() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(window, 0, WINDOW));
        }
        return end - at;
    }

    /// Goes on behind bytes of the window that were used.
    void use(int count) {
        at += count;
    }

    /// Whether that many bytes can be looked at without being taken.
    boolean holds(int count) throws IOException {
        if (end - at < count) {
            System.arraycopy(window, at, window, 0, end - at);
            end -= at;
            at = 0;
            end += in.readNBytes(window, end, count - end);
        }
        return end - at >= count;
    }

    /// A number that lies ahead, within what {@link #holds}.
    int peek16(int ahead) {
        return (window[at + ahead] & 0xff) | ((window[at + ahead + 1] & 0xff) << 8);
    }

    /// As {@link #peek16}.
    long peek32(int ahead) {
        return peek16(ahead) | ((long) peek16(ahead + 2) << 16);
    }

    byte[] take(int count) throws IOException {
        byte[] taken = new byte[count];
        int filled = 0;
        while (filled < count && available() > 0) {
            int part = Math.min(count - filled, end - at);
            System.arraycopy(window, at, taken, filled, part);
            use(part);
            filled += part;
        }
        if (filled < count) {
            throw new JarBrokenException("it ends too early");
        }
        return taken;
    }

    void skip(long count) throws IOException {
        long left = count;
        while (left > 0 && available() > 0) {
            int part = (int) Math.min(left, end - at);
            use(part);
            left -= part;
        }
        if (left > 0) {
            throw new JarBrokenException("it ends too early");
        }
    }
}
