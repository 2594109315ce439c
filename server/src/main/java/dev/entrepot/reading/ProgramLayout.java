package dev.entrepot.reading;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where things lie in a program file, in whichever form it has.
///
/// @param begins of the program in its file
/// @param order of its numbers
/// @param sections those that say what it was built from
/// @param segments what is loaded from the file when it runs
record ProgramLayout(long begins, ByteOrder order, List<Section> sections, List<Segment> segments) {
    static final String GO = ".go.buildinfo";
    static final String GO_MACH_O = "__go_buildinfo";
    static final String RUST = ".dep-v0";
    static final String RUST_OLD = ".rust-deps-v0";

    private static final Set<String> TOLD = Set.of(GO, GO_MACH_O, RUST, RUST_OLD);

    /// @param offset from the beginning of the program
    record Section(String name, long offset, long size) {}

    /// @param address in memory
    /// @param offset from the beginning of the program
    /// @param size in the file
    record Segment(long address, long offset, long size, boolean writable) {}

    ProgramLayout {
        sections = List.copyOf(sections);
        segments = List.copyOf(segments);
    }

    /// Whether a section of that name is worth remembering.
    static boolean isTold(String section) {
        return TOLD.contains(section);
    }

    Optional<Section> section(String... names) {
        return sections.stream()
                .filter(each -> List.of(names).contains(each.name()))
                .findFirst();
    }

    /// Where the byte at an address in memory lies; empty where none is loaded.
    Optional<Long> offset(long address) {
        return segments.stream()
                .filter(each -> address >= each.address() && address - each.address() < each.size())
                .map(each -> each.offset() + (address - each.address()))
                .findFirst();
    }
}
