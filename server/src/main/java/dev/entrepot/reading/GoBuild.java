package dev.entrepot.reading;

import dev.entrepot.reading.ProgramLayout.Section;
import dev.entrepot.reading.ProgramLayout.Segment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// What Go's linker writes into a program about how it was built (package debug/buildinfo of Go):
///
/// ```
/// at a multiple of 16 in a segment that is written to:
/// 0:  ff " Go buildinf:" (14), size of pointers (1), flags (1)
/// flag 2, since Go 1.18:
/// 32: length, version, length, modules; the lengths of variable size
/// else, in the byte order of flag 1:
/// 16: address of the version, address of the modules; there address and length of the text
/// ```
///
/// @param version `go1.21.1`, with what builders of Go append
/// @param modules lines of what it was built from, may be empty; see {@link GoModules}
record GoBuild(String version, String modules) {
    static final byte[] MAGIC = {(byte) 0xff, ' ', 'G', 'o', ' ', 'b', 'u', 'i', 'l', 'd', 'i', 'n', 'f', ':'};
    static final int HEADER = 32;
    static final int ALIGNMENT = 16;
    static final int FLAGS = 15;
    static final int INLINE = 2;
    static final int MAX_VERSION = 1024;

    /// Programs with a thousand modules have some 100 KiB.
    static final int MAX_MODULES = 1 << 20;

    /// The modules stand between two marks of 16 bytes, the second behind a line feed.
    private static final int MARK = 16;

    private static final int BIG = 1;

    /// Empty for a program that Go did not build.
    static Optional<GoBuild> find(HeldBytes program, ProgramLayout layout) throws UnreadableException {
        Optional<Section> section = layout.section(ProgramLayout.GO, ProgramLayout.GO_MACH_O);
        if (section.isPresent()) {
            return find(program, layout, section.get().offset(), section.get().size());
        }
        for (Segment segment : layout.segments()) {
            if (segment.writable()) {
                Optional<GoBuild> found = find(program, layout, aligned(segment), segment.size());
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /// The first place in the file that is a multiple of 16 in memory.
    static long aligned(Segment segment) {
        return segment.offset() + (-segment.address() & (ALIGNMENT - 1));
    }

    /// @param version, modules as they stand in the program
    static GoBuild of(byte[] version, byte[] modules) {
        int end = modules.length - MARK;
        boolean isMarked = end > MARK && modules[end - 1] == '\n';
        return new GoBuild(
                new String(version, StandardCharsets.UTF_8),
                isMarked ? new String(modules, MARK, end - MARK, StandardCharsets.UTF_8) : "");
    }

    private static Optional<GoBuild> find(HeldBytes program, ProgramLayout layout, long from, long size)
            throws UnreadableException {
        long end = Math.min(program.length(), from + size) - HEADER;
        for (long at = Math.max(0, from); at <= end; at += ALIGNMENT) {
            if (program.startsWith(MAGIC, at)) {
                return Optional.of(
                        (program.u8(at + FLAGS) & INLINE) != 0
                                ? inline(program, at + HEADER)
                                : pointed(program, layout, at));
            }
        }
        return Optional.empty();
    }

    private static GoBuild inline(HeldBytes program, long at) throws UnreadableException {
        ProgramNumber version = ProgramNumber.at(program, at);
        ProgramNumber modules = ProgramNumber.at(program, version.end() + checked(version.value(), MAX_VERSION));
        return of(
                program.copy(version.end(), version.value()),
                program.copy(modules.end(), checked(modules.value(), MAX_MODULES)));
    }

    static long checked(long length, int limit) throws UnreadableException {
        if (length < 0 || length > limit) {
            throw new UnreadableException(
                    "its build information has a text of " + length + " bytes, more than " + limit);
        }
        return length;
    }

    private static GoBuild pointed(HeldBytes bytes, ProgramLayout layout, long at) throws UnreadableException {
        int size = bytes.u8(at + FLAGS - 1);
        boolean big = (bytes.u8(at + FLAGS) & BIG) != 0;
        HeldBytes program = bytes.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        if (size != 4 && size != 8) {
            throw new UnreadableException("its build information has pointers of " + size + " bytes");
        }
        GoPointers pointers = new GoPointers(program, layout, size);
        byte[] version = pointers.text(at + 16, MAX_VERSION);
        if (version.length == 0) {
            throw new UnreadableException("its build information is only complete while it runs");
        }
        return of(version, pointers.text(at + 16 + size, MAX_MODULES));
    }

    /// Texts of Go, which are an address and a length.
    private record GoPointers(HeldBytes program, ProgramLayout layout, int size) {
        /// @param at where the address of the text lies
        byte[] text(long at, int limit) throws UnreadableException {
            long header = pointer(at);
            if (header == 0) {
                return new byte[0];
            }
            long place = place(header);
            long length = checked(pointer(place + size), limit);
            return length == 0 ? new byte[0] : program.copy(place(pointer(place)), length);
        }

        private long pointer(long at) throws UnreadableException {
            return size == 4 ? program.u32(at) : program.i64(at);
        }

        private long place(long address) throws UnreadableException {
            return layout.offset(address)
                    .orElseThrow(() -> new UnreadableException("its build information points beyond the program"));
        }
    }

    /// Lines of its modules.
    List<String> lines() {
        return modules.lines().toList();
    }
}
