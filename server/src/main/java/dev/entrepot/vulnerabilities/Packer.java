package dev.entrepot.vulnerabilities;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes values of the database densely: numbers in groups of seven bits, texts as length and UTF-8.
final class Packer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Packer number(long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    Packer text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    Packer texts(List<String> texts) {
        number(texts.size());
        texts.forEach(this::text);
        return this;
    }

    /// Bytes as they are, without their length.
    Packer raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    int size() {
        return out.size();
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
