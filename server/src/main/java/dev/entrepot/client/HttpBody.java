package dev.entrepot.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

/// A body in the framing of RFC 9112: of a known length, or in chunks. A connection that ends inside is a failure.
final class HttpBody extends InputStream {
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final InputStream in;
    private final boolean chunked;
    private long left;
    private boolean ended;

    private HttpBody(InputStream in, boolean chunked, long left) {
        this.in = in;
        this.chunked = chunked;
        this.left = left;
        this.ended = !chunked && left == 0;
    }

    static InputStream of(int status, Map<String, String> headers, InputStream in) throws IOException {
        if (status == NO_CONTENT || status == NOT_MODIFIED) {
            return InputStream.nullInputStream();
        }
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return new HttpBody(in, true, 0);
        }
        String length = headers.getOrDefault("content-length", "");
        return length.isEmpty() ? in : new HttpBody(in, false, number(length, 10));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (chunked && left == 0 && !ended) {
            nextChunk();
        }
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        int read = in.read(into, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new EOFException("the connection was closed before the answer's end");
        }
        left -= read;
        if (left == 0 && chunked) {
            Http.line(in);
        } else if (left == 0) {
            ended = true;
        }
        return read;
    }

    private void nextChunk() throws IOException {
        left = number(Http.line(in).replaceFirst(";.*$", "").strip(), 16);
        ended = left == 0;
    }

    private static long number(String text, int radix) throws IOException {
        try {
            long number = Long.parseLong(text, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException malformed) {
            // Answered below.
        }
        throw new IOException("the answer's length is no number: " + text);
    }
}
