package dev.entrepot.reading;

import dev.entrepot.reading.ProgramLayout.Section;
import dev.entrepot.reading.ProgramLayout.Segment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads the layout of a program of Windows (PE format), little-endian.
final class PeReader {
    static final byte[] MAGIC = {'M', 'Z'};

    private static final int SIGNATURE = 0x4550;
    private static final int WIDE = 0x20b;
    private static final int SECTION = 40;
    private static final int NAME = 8;
    private static final int WRITE = 0x8000_0000;

    private PeReader() {}

    /// @throws UnreadableException when it is none, such as a program of DOS
    static ProgramLayout read(HeldBytes bytes) throws UnreadableException {
        HeldBytes file = bytes.order(ByteOrder.LITTLE_ENDIAN);
        long header = file.u32(0x3c);
        if (file.i32(header) != SIGNATURE) {
            throw new UnreadableException("is no program of Windows");
        }
        long optional = header + 24;
        long base = file.u16(optional) == WIDE ? file.i64(optional + 24) : file.u32(optional + 28);
        long table = optional + file.u16(header + 20);
        List<Section> sections = new ArrayList<>();
        List<Segment> segments = new ArrayList<>();
        for (int index = 0; index < file.u16(header + 6); index++) {
            long at = table + (long) index * SECTION;
            String name = file.text(at, NAME, StandardCharsets.ISO_8859_1).replace("\0", "");
            long offset = file.u32(at + 20);
            long inFile = file.u32(at + 16);
            long inMemory = file.u32(at + 8);
            if (ProgramLayout.isTold(name)) {
                sections.add(new Section(name, offset, inMemory == 0 ? inFile : Math.min(inFile, inMemory)));
            }
            boolean writable = (file.i32(at + 36) & WRITE) != 0;
            segments.add(new Segment(base + file.u32(at + 12), offset, inFile, writable));
        }
        return new ProgramLayout(0, ByteOrder.LITTLE_ENDIAN, sections, segments);
    }
}
