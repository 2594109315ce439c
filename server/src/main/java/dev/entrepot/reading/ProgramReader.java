package dev.entrepot.reading;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads the layouts of program files by what they begin with.
final class ProgramReader {
    /// What is needed to know whether a file is a program.
    static final int HEAD = 8;

    private static final byte[] WASM = {0, 'a', 's', 'm', 1, 0, 0, 0};

    private ProgramReader() {}

    /// @param head the first {@link #HEAD} bytes
    static boolean matches(HeldBytes head) throws UnreadableException {
        return head.has(0, HEAD)
                && (head.startsWith(ElfReader.MAGIC, 0)
                        || head.startsWith(PeReader.MAGIC, 0)
                        || head.startsWith(WASM, 0)
                        || MachOReader.matches(head));
    }

    /// @return of a fat file several
    /// @throws UnreadableException when no program loader could read it either
    static List<ProgramLayout> read(HeldBytes file) throws UnreadableException {
        if (file.startsWith(ElfReader.MAGIC, 0)) {
            return List.of(ElfReader.read(file));
        }
        if (file.startsWith(PeReader.MAGIC, 0)) {
            return List.of(PeReader.read(file));
        }
        return file.startsWith(WASM, 0) ? List.of(wasm(file)) : MachOReader.read(file);
    }

    /// WebAssembly: sections of a kind and a size, those of kind 0 with a name in front of their content.
    private static ProgramLayout wasm(HeldBytes file) throws UnreadableException {
        List<ProgramLayout.Section> sections = new ArrayList<>();
        long at = WASM.length;
        while (file.has(at, 2)) {
            ProgramNumber size = ProgramNumber.at(file, at + 1);
            long end = size.end() + size.value();
            if (file.u8(at) == 0) {
                ProgramNumber length = ProgramNumber.at(file, size.end());
                String name = file.text(length.end(), Math.min(length.value(), 256), StandardCharsets.UTF_8);
                long content = length.end() + length.value();
                if (ProgramLayout.isTold(name)) {
                    sections.add(new ProgramLayout.Section(name, content, end - content));
                }
            }
            at = end;
        }
        return new ProgramLayout(0, ByteOrder.LITTLE_ENDIAN, sections, List.of());
    }
}
