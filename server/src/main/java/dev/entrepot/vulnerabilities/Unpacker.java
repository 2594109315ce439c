package dev.entrepot.vulnerabilities;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads what {@link Packer} wrote. What cannot be so throws {@link DamagedSetException}.
final class Unpacker {
    private static final int LONGEST_NUMBER_BITS = 63;

    private final byte[] bytes;
    private int at;

    Unpacker(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    long number() {
        long number = 0;
        for (int shift = 0; shift <= LONGEST_NUMBER_BITS; shift += 7) {
            if (at >= bytes.length) {
                throw damaged();
            }
            byte next = bytes[at++];
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw damaged();
    }

    int count() {
        long count = number();
        if (count < 0 || count > bytes.length - at) {
            throw damaged();
        }
        return (int) count;
    }

    String text() {
        int length = count();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    List<String> texts() {
        int count = count();
        List<String> texts = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            texts.add(text());
        }
        return texts;
    }

    boolean more() {
        return at < bytes.length;
    }

    /// Bytes that stand behind their number.
    byte[] bytes() {
        int length = count();
        byte[] part = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return part;
    }

    private DamagedSetException damaged() {
        return new DamagedSetException(
                "the vulnerability database holds what was never written at byte " + at + " of a block");
    }
}
