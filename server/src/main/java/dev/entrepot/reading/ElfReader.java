package dev.entrepot.reading;

import dev.entrepot.reading.ProgramLayout.Section;
import dev.entrepot.reading.ProgramLayout.Segment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads the layout of an ELF file (elf(5)) of either width and byte order.
final class ElfReader {
    static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};

    private static final int WIDE = 2;
    private static final int BIG = 2;
    private static final int PT_LOAD = 1;
    private static final int PF_W = 2;
    private static final int SHT_NOBITS = 8;
    private static final int SHN_XINDEX = 0xffff;
    private static final int MAX_NAME = 256;

    private final HeldBytes file;
    private final boolean wide;

    private ElfReader(HeldBytes file) throws UnreadableException {
        this.wide = file.u8(4) == WIDE;
        this.file = file.order(orderOf(file));
    }

    /// Sections are missing where their table or that of their names is, or lies beyond what is held.
    static ProgramLayout read(HeldBytes file) throws UnreadableException {
        ElfReader reader = new ElfReader(file);
        return new ProgramLayout(0, orderOf(file), reader.sections(), reader.segments());
    }

    /// Where the table of sections lies in the file.
    static long sectionTable(HeldBytes file) throws UnreadableException {
        return new ElfReader(file).sectionTable();
    }

    private static ByteOrder orderOf(HeldBytes file) throws UnreadableException {
        return file.u8(5) == BIG ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private long sectionTable() throws UnreadableException {
        return word(32, 40);
    }

    private List<Segment> segments() throws UnreadableException {
        List<Segment> segments = new ArrayList<>();
        long table = word(28, 32);
        int size = file.u16(wide ? 54 : 42);
        int count = file.u16(wide ? 56 : 44);
        for (int index = 0; index < count; index++) {
            long at = table + (long) index * size;
            if (file.i32(at) == PT_LOAD) {
                boolean writable = (file.i32(at + (wide ? 4 : 24)) & PF_W) != 0;
                long offset = word(at + 4, at + 8);
                long address = word(at + 8, at + 16);
                segments.add(new Segment(address, offset, word(at + 16, at + 32), writable));
            }
        }
        return segments;
    }

    private List<Section> sections() throws UnreadableException {
        List<Section> sections = new ArrayList<>();
        long table = sectionTable();
        int size = file.u16(wide ? 58 : 46);
        if (table == 0 || !file.has(table, size) || size < (wide ? 64 : 40)) {
            return sections;
        }
        long count = file.u16(wide ? 60 : 48);
        count = count == 0 ? word(table + 20, table + 32) : count;
        long names = file.u16(wide ? 62 : 50);
        names = names == SHN_XINDEX ? file.u32(table + (wide ? 40 : 24)) : names;
        long nameTable = table + names * size;
        if (count < 0 || !file.has(table, count * size) || !file.has(nameTable, size)) {
            return sections;
        }
        long begin = word(nameTable + 16, nameTable + 24);
        long length = word(nameTable + 20, nameTable + 32);
        if (!file.has(begin, length)) {
            return sections;
        }
        HeldBytes texts = file.part(begin, length);
        for (long index = 0; index < count; index++) {
            long at = table + index * size;
            String name = name(texts, file.u32(at));
            if (ProgramLayout.isTold(name) && file.i32(at + 4) != SHT_NOBITS) {
                sections.add(new Section(name, word(at + 16, at + 24), word(at + 20, at + 32)));
            }
        }
        return sections;
    }

    private static String name(HeldBytes texts, long at) {
        try {
            return texts.textToZero(at, MAX_NAME, StandardCharsets.ISO_8859_1);
        } catch (UnreadableException none) {
            return "";
        }
    }

    private long word(long atNarrow, long atWide) throws UnreadableException {
        return wide ? file.i64(atWide) : file.u32(atNarrow);
    }
}
