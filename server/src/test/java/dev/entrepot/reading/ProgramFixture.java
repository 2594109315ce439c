package dev.entrepot.reading;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/// The smallest programs that hold one piece of data: only what a loader needs to find it. Made of the
/// descriptions of the formats.
final class ProgramFixture {
    /// Where the data lies in the file and in memory.
    static final int OFFSET = 0x400;

    static final int ADDRESS = 0x40_1000;

    private static final String MARK = "0123456789abcdef";

    private ProgramFixture() {}

    /// What Go writes since 1.18.
    static byte[] goInline(String version, String modules) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(GoBuild.MAGIC);
        data.writeBytes(new byte[] {8, 2});
        data.writeBytes(new byte[16]);
        text(data, version.getBytes(StandardCharsets.UTF_8));
        text(data, (MARK + modules + MARK).getBytes(StandardCharsets.UTF_8));
        data.writeBytes(new byte[16]);
        return data.toByteArray();
    }

    /// What Go wrote before: pointers to pairs of pointer and length.
    static byte[] goPointed(int pointer, ByteOrder order, String version, String modules) {
        byte[] marked = (MARK + modules + MARK).getBytes(StandardCharsets.UTF_8);
        ByteBuffer data = ByteBuffer.allocate(32 + 4 * pointer + version.length() + marked.length)
                .order(order);
        int texts = 32 + 4 * pointer;
        data.put(GoBuild.MAGIC).put((byte) pointer).put((byte) (order == ByteOrder.BIG_ENDIAN ? 1 : 0));
        number(data, pointer, ADDRESS + 32);
        number(data, pointer, ADDRESS + 32 + 2 * pointer);
        data.position(32);
        number(data, pointer, ADDRESS + texts);
        number(data, pointer, version.length());
        number(data, pointer, ADDRESS + texts + version.length());
        number(data, pointer, marked.length);
        return data.put(version.getBytes(StandardCharsets.UTF_8)).put(marked).array();
    }

    /// What cargo-auditable writes.
    static byte[] rust(String json) {
        byte[] packed = new byte[json.length() + 100];
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(json.getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            return Arrays.copyOf(packed, deflater.deflate(packed));
        }
    }

    /// @param section its name; empty for a program without sections
    static byte[] elf(boolean wide, ByteOrder order, String section, byte[] data) {
        int sections = OFFSET + data.length;
        ByteBuffer file = ByteBuffer.allocate(sections + 64 + 3 * 64).order(order);
        file.put(ElfReader.MAGIC).put((byte) (wide ? 2 : 1)).put((byte) (order == ByteOrder.BIG_ENDIAN ? 2 : 1));
        int begin = wide ? 64 : 52;
        file.position(wide ? 32 : 28);
        number(file, wide ? 8 : 4, begin);
        number(file, wide ? 8 : 4, section.isEmpty() ? 0 : sections + 64);
        file.position(wide ? 54 : 42);
        file.putShort((short) (wide ? 56 : 32)).putShort((short) 1).putShort((short) (wide ? 64 : 40));
        file.putShort((short) (section.isEmpty() ? 0 : 3)).putShort((short) 2);
        file.position(begin);
        if (wide) {
            file.putInt(1)
                    .putInt(6)
                    .putLong(OFFSET)
                    .putLong(ADDRESS)
                    .putLong(ADDRESS)
                    .putLong(data.length);
        } else {
            file.putInt(1)
                    .putInt(OFFSET)
                    .putInt(ADDRESS)
                    .putInt(ADDRESS)
                    .putInt(data.length)
                    .putInt(data.length)
                    .putInt(6);
        }
        file.position(OFFSET);
        file.put(data).put(("\0" + section + "\0.shstrtab\0").getBytes(StandardCharsets.UTF_8));
        if (!section.isEmpty()) {
            elfSection(file, wide, sections + 64 + (wide ? 64 : 40), new int[] {1, OFFSET, data.length});
            elfSection(
                    file, wide, sections + 64 + 2 * (wide ? 64 : 40), new int[] {section.length() + 2, sections, 64});
        }
        return file.array();
    }

    static byte[] pe(boolean wide, String section, byte[] data) {
        ByteBuffer file = ByteBuffer.allocate(OFFSET + data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(PeReader.MAGIC).putInt(0x3c, 0x80);
        file.position(0x80);
        file.putInt(0x4550)
                .putShort((short) 0x8664)
                .putShort((short) 1)
                .putInt(0)
                .putInt(0)
                .putInt(0);
        file.putShort((short) 240).putShort((short) 0);
        file.putShort(0x80 + 24, (short) (wide ? 0x20b : 0x10b));
        if (wide) {
            file.putLong(0x80 + 24 + 24, 0x40_0000);
        } else {
            file.putInt(0x80 + 24 + 28, 0x40_0000);
        }
        int at = 0x80 + 24 + 240;
        file.position(at);
        file.put(section.getBytes(StandardCharsets.UTF_8));
        file.putInt(at + 8, data.length)
                .putInt(at + 12, 0x1000)
                .putInt(at + 16, data.length)
                .putInt(at + 20, OFFSET);
        file.putInt(at + 36, 0xC000_0040);
        file.position(OFFSET);
        return file.put(data).array();
    }

    static byte[] machO(boolean wide, ByteOrder order, String section, byte[] data) {
        ByteBuffer file = ByteBuffer.allocate(OFFSET + data.length).order(order);
        file.putInt(wide ? 0xfeedfacf : 0xfeedface).putInt(16, 1);
        int command = wide ? 32 : 28;
        file.position(command);
        if (wide) {
            file.putInt(0x19).putInt(72 + 80).put(padded("__DATA"));
            file.putLong(ADDRESS)
                    .putLong(data.length)
                    .putLong(OFFSET)
                    .putLong(data.length)
                    .putInt(3)
                    .putInt(3)
                    .putInt(1)
                    .putInt(0);
            file.put(padded(section))
                    .put(padded("__DATA"))
                    .putLong(ADDRESS)
                    .putLong(data.length)
                    .putInt(OFFSET);
        } else {
            file.putInt(1).putInt(56 + 68).put(padded("__DATA"));
            file.putInt(ADDRESS)
                    .putInt(data.length)
                    .putInt(OFFSET)
                    .putInt(data.length)
                    .putInt(3)
                    .putInt(3)
                    .putInt(1)
                    .putInt(0);
            file.put(padded(section))
                    .put(padded("__DATA"))
                    .putInt(ADDRESS)
                    .putInt(data.length)
                    .putInt(OFFSET);
        }
        file.position(OFFSET);
        return file.put(data).array();
    }

    /// One file for two processors.
    static byte[] fat(byte[] first, byte[] second) {
        ByteBuffer file = ByteBuffer.allocate(64 + first.length + second.length);
        file.putInt(0xcafebabe).putInt(2);
        file.putInt(7).putInt(3).putInt(64).putInt(first.length).putInt(0);
        file.putInt(12)
                .putInt(0)
                .putInt(64 + first.length)
                .putInt(second.length)
                .putInt(0);
        file.position(64);
        return file.put(first).put(second).array();
    }

    static byte[] wasm(String section, byte[] data) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        file.writeBytes(new byte[] {1, 2, 9, 9});
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        text(content, section.getBytes(StandardCharsets.UTF_8));
        content.writeBytes(data);
        file.write(0);
        text(file, content.toByteArray());
        return file.toByteArray();
    }

    private static void elfSection(ByteBuffer file, boolean wide, int at, int[] nameOffsetSize) {
        file.putInt(at, nameOffsetSize[0]).putInt(at + 4, 1);
        if (wide) {
            file.putLong(at + 24, nameOffsetSize[1]).putLong(at + 32, nameOffsetSize[2]);
        } else {
            file.putInt(at + 16, nameOffsetSize[1]).putInt(at + 20, nameOffsetSize[2]);
        }
    }

    private static byte[] padded(String name) {
        return Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), 16);
    }

    private static void number(ByteBuffer target, int size, int value) {
        if (size == 8) {
            target.putLong(value);
        } else {
            target.putInt(value);
        }
    }

    /// A length of variable size and bytes.
    private static void text(ByteArrayOutputStream target, byte[] bytes) {
        int length = bytes.length;
        while (length >= 0x80) {
            target.write(length | 0x80);
            length >>= 7;
        }
        target.write(length);
        target.writeBytes(bytes);
    }
}
