package dev.entrepot.reading;

import dev.entrepot.reading.ProgramLayout.Section;
import dev.entrepot.reading.ProgramLayout.Segment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads the layouts of a program of macOS (Mach-O): one, or one for each processor of a fat file.
final class MachOReader {
    private static final int NARROW = 0xfeedface;
    private static final int WIDE = 0xfeedfacf;
    private static final int FAT = 0xcafebabe;
    private static final int FAT_WIDE = 0xcafebabf;

    /// A class of Java begins alike; what stands in this place is its version then, of 45 or more.
    private static final int MAX_PROCESSORS = 30;

    private static final int MAX_COMMANDS = 10_000;
    private static final int SEGMENT = 1;
    private static final int SEGMENT_WIDE = 0x19;
    private static final int NAME = 16;
    private static final int WRITE = 2;

    private MachOReader() {}

    /// @param head at least eight bytes
    static boolean matches(HeldBytes head) throws UnreadableException {
        int big = head.order(ByteOrder.BIG_ENDIAN).i32(0);
        int little = head.order(ByteOrder.LITTLE_ENDIAN).i32(0);
        return isThin(big) || isThin(little) || isFat(head);
    }

    static List<ProgramLayout> read(HeldBytes file) throws UnreadableException {
        if (!isFat(file)) {
            return List.of(program(file, 0));
        }
        HeldBytes fat = file.order(ByteOrder.BIG_ENDIAN);
        boolean wide = fat.i32(0) == FAT_WIDE;
        List<ProgramLayout> all = new ArrayList<>();
        for (int index = 0; index < fat.i32(4); index++) {
            long at = 8 + index * (wide ? 32L : 20L);
            long begins = wide ? fat.i64(at + 8) : fat.u32(at + 8);
            long size = wide ? fat.i64(at + 16) : fat.u32(at + 12);
            if (fat.has(begins, Math.min(size, 32))) {
                all.add(program(file.part(begins, fat.length() - begins), begins));
            }
        }
        return all;
    }

    private static boolean isThin(int magic) {
        return magic == NARROW || magic == WIDE;
    }

    private static boolean isFat(HeldBytes head) throws UnreadableException {
        HeldBytes big = head.order(ByteOrder.BIG_ENDIAN);
        boolean isMagic = big.i32(0) == FAT || big.i32(0) == FAT_WIDE;
        return isMagic && big.i32(4) > 0 && big.i32(4) <= MAX_PROCESSORS;
    }

    private static ProgramLayout program(HeldBytes bytes, long begins) throws UnreadableException {
        ByteOrder order =
                isThin(bytes.order(ByteOrder.BIG_ENDIAN).i32(0)) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        HeldBytes file = bytes.order(order);
        boolean wide = file.i32(0) == WIDE;
        List<Section> sections = new ArrayList<>();
        List<Segment> segments = new ArrayList<>();
        long at = wide ? 32 : 28;
        long count = Math.min(file.u32(16), MAX_COMMANDS);
        for (long index = 0; index < count && file.has(at, 8); index++) {
            long size = file.u32(at + 4);
            if (file.i32(at) == SEGMENT_WIDE && wide) {
                segments.add(new Segment(
                        file.i64(at + 24), file.i64(at + 40), file.i64(at + 48), (file.i32(at + 60) & WRITE) != 0));
                wideSections(file, at, size, sections);
            } else if (file.i32(at) == SEGMENT && !wide) {
                segments.add(new Segment(
                        file.u32(at + 24), file.u32(at + 32), file.u32(at + 36), (file.i32(at + 44) & WRITE) != 0));
                narrowSections(file, at, size, sections);
            }
            at += Math.max(8, size);
        }
        return new ProgramLayout(begins, order, sections, segments);
    }

    private static void wideSections(HeldBytes file, long segment, long size, List<Section> sections)
            throws UnreadableException {
        for (long at = segment + 72; at + 80 <= segment + size; at += 80) {
            String name = name(file, at);
            if (ProgramLayout.isTold(name)) {
                sections.add(new Section(name, file.u32(at + 48), file.i64(at + 40)));
            }
        }
    }

    private static void narrowSections(HeldBytes file, long segment, long size, List<Section> sections)
            throws UnreadableException {
        for (long at = segment + 56; at + 68 <= segment + size; at += 68) {
            String name = name(file, at);
            if (ProgramLayout.isTold(name)) {
                sections.add(new Section(name, file.u32(at + 40), file.u32(at + 36)));
            }
        }
    }

    private static String name(HeldBytes file, long at) throws UnreadableException {
        return file.text(at, NAME, StandardCharsets.ISO_8859_1).replace("\0", "");
    }
}
