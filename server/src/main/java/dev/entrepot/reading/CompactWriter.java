package dev.entrepot.reading;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Writes what {@link CompactReader} reads: one byte that tells the kind and version of what follows, then
/// numbers and texts, deflated.
///
/// A number: seven bits a byte, the lowest first. A text: its length in bytes, then UTF-8.
final class CompactWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Deflater deflater = new Deflater();
    private final DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater, 1 << 13);

    CompactWriter(int kind) {
        bytes.write(kind);
    }

    void number(long value) {
        long rest = value;
        try {
            while ((rest & ~0x7FL) != 0) {
                out.write((int) (rest | 0x80) & 0xFF);
                rest >>>= 7;
            }
            out.write((int) rest);
        } catch (IOException memoryDoesNotFail) {
            throw new UncheckedIOException(memoryDoesNotFail);
        }
    }

    void flag(boolean value) {
        number(value ? 1 : 0);
    }

    void text(String text) {
        block(text.getBytes(StandardCharsets.UTF_8));
    }

    void block(byte[] block) {
        number(block.length);
        try {
            out.write(block);
        } catch (IOException memoryDoesNotFail) {
            throw new UncheckedIOException(memoryDoesNotFail);
        }
    }

    /// How many bytes there are so far, those aside that still stand in the deflater.
    int size() {
        return bytes.size();
    }

    /// All of it; nothing may be written afterwards.
    byte[] done() {
        try {
            out.close();
        } catch (IOException memoryDoesNotFail) {
            throw new UncheckedIOException(memoryDoesNotFail);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }
}
