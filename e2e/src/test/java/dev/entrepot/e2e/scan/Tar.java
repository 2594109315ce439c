package dev.entrepot.e2e.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// Writes tar archives, lying ones too: nothing is checked. POSIX.1-2001, "ustar Interchange Format".
final class Tar {
    private static final int BLOCK = 512;
    private static final int CHECKSUM = 148;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /// A regular file.
    Tar file(String name, byte[] content) {
        return entry(name, '0', "", octal(content.length), content);
    }

    Tar file(String name, String content) {
        return file(name, content.getBytes(ISO_8859_1));
    }

    /// What is no file: a link, a device, a folder.
    Tar node(String name, char type, String target) {
        return entry(name, type, target, octal(0), new byte[0]);
    }

    /// An entry whose size is whatever `size` says in its field of 12 bytes.
    Tar entry(String name, char type, String target, byte[] size, byte[] content) {
        out.writeBytes(header(name, type, target, size));
        out.writeBytes(content);
        out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        return this;
    }

    /// A pax extended header for the next entry.
    Tar pax(String key, String value) {
        var record = " " + key + "=" + value + "\n";
        int length = record.length();
        while (Integer.toString(length).length() + record.length() != length) {
            length = Integer.toString(length).length() + record.length();
        }
        return entry("pax", 'x', "", octal(length), (length + record).getBytes(ISO_8859_1));
    }

    /// Bytes as they are.
    Tar raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /// The archive without its end.
    byte[] open() {
        return out.toByteArray();
    }

    byte[] end() {
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    static byte[] octal(long value) {
        return "%011o\0".formatted(value).getBytes(ISO_8859_1);
    }

    /// GNU's form for sizes beyond 8 GiB: base 256.
    static byte[] binary(long value) {
        var field = new byte[12];
        field[0] = (byte) 0x80;
        for (int i = 0; i < 8; i++) {
            field[4 + i] = (byte) (value >>> (8 * (7 - i)));
        }
        return field;
    }

    static byte[] header(String name, char type, String target, byte[] size) {
        var header = new byte[BLOCK];
        put(header, 0, name.getBytes(ISO_8859_1), 100);
        put(header, 100, "0000755\0".getBytes(ISO_8859_1), 8);
        put(header, 108, "0000000\0".getBytes(ISO_8859_1), 8);
        put(header, 116, "0000000\0".getBytes(ISO_8859_1), 8);
        put(header, 124, size, 12);
        put(header, 136, octal(0), 12);
        Arrays.fill(header, CHECKSUM, CHECKSUM + 8, (byte) ' ');
        header[156] = (byte) type;
        put(header, 157, target.getBytes(ISO_8859_1), 100);
        put(header, 257, "ustar\00000".getBytes(ISO_8859_1), 8);
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, CHECKSUM, "%06o\0 ".formatted(sum).getBytes(ISO_8859_1), 8);
        return header;
    }

    private static void put(byte[] header, int at, byte[] value, int room) {
        System.arraycopy(value, 0, header, at, Math.min(value.length, room));
    }
}
