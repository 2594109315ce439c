package dev.entrepot.reading;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/// Reads what {@link CompactWriter} wrote, or what somebody hostile put in its place: nothing is allocated
/// because a length says so before that many bytes came, and all that comes out of the inflater is counted.
///
/// Every fault is an {@link IOException} that says what is wrong.
final class CompactReader implements AutoCloseable {
    /// Words that come again and again, architectures, licences, are kept once.
    private static final int MAX_WORDS = 4096;

    private static final int BUFFER = 1 << 13;

    private final Inflater inflater = new Inflater();
    private final InputStream in;
    private final Map<String, String> words = new HashMap<>();
    private long rest;

    /// @param kind the byte that must come first
    /// @param maxBytes after inflating
    CompactReader(byte[] bytes, int kind, long maxBytes) throws IOException {
        if (bytes.length == 0 || bytes[0] != (byte) kind) {
            inflater.end();
            throw new IOException("not of kind and version " + kind);
        }
        InputStream deflated = new ByteArrayInputStream(bytes, 1, bytes.length - 1);
        in = new BufferedInputStream(new InflaterInputStream(deflated, inflater, BUFFER), BUFFER);
        rest = maxBytes;
    }

    /// @param max the largest that may stand here
    long number(long max) throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int part = next();
            value |= (part & 0x7FL) << shift;
            if (part < 0x80) {
                if (value < 0 || value > max) {
                    throw new IOException("a number is beyond " + max);
                }
                return value;
            }
        }
        throw new IOException("a number of more than 64 bits");
    }

    boolean flag() throws IOException {
        return number(1) == 1;
    }

    /// @param maxBytes the longest that may stand here
    String text(int maxBytes) throws IOException {
        byte[] block = block(maxBytes);
        return block.length == 0 ? "" : new String(block, StandardCharsets.UTF_8);
    }

    /// A text that is likely to come again.
    String word(int maxBytes) throws IOException {
        String text = text(maxBytes);
        if (text.isEmpty()) {
            return text;
        }
        String known = words.get(text);
        if (known != null) {
            return known;
        }
        if (words.size() < MAX_WORDS) {
            words.put(text, text);
        }
        return text;
    }

    byte[] block(int maxBytes) throws IOException {
        int length = (int) number(maxBytes);
        count(length);
        byte[] block = in.readNBytes(length);
        if (block.length < length) {
            throw new EOFException("it ends within a text");
        }
        return block;
    }

    /// Nothing more may come.
    void end() throws IOException {
        if (in.read() >= 0) {
            throw new IOException("more follows than belongs to it");
        }
    }

    @Override
    public void close() {
        inflater.end();
    }

    private int next() throws IOException {
        count(1);
        int part = in.read();
        if (part < 0) {
            throw new EOFException("it ends within a number");
        }
        return part;
    }

    private void count(long bytes) throws IOException {
        rest -= bytes;
        if (rest < 0) {
            throw new IOException("it inflates to more than it may");
        }
    }
}
