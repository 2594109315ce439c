package dev.entrepot.reading;

import dev.entrepot.reading.ProgramLayout.Section;
import dev.entrepot.reading.ProgramLayout.Segment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Looks for what Go wrote into a program that is too large for memory, while it passes by. That suffices since
/// Go 1.18: before, the texts lay anywhere in the program.
///
/// The table of sections of an ELF file is at its end, where it is too late for a list of Rust packages: that
/// there is one is seen, and said.
final class ProgramStream {
    /// Headers of programs, without the sections of ELF, have some KiB.
    private static final int MAX_HEAD = 1 << 20;

    /// In front of the table of sections stand their names, and behind it nothing or little.
    private static final int TAIL = 1 << 20;

    private final HeldBytes head;
    private final HeldWindow window;
    private final long limit;
    private long at;

    private ProgramStream(byte[] head, InputStream rest, long limit) {
        this.head = HeldBytes.of(head);
        this.window = new HeldWindow(new SequenceInputStream(new ByteArrayInputStream(head), rest));
        this.limit = limit;
    }

    /// A part of the file that may hold what Go wrote.
    private record Range(long from, long to) {}

    /// @param limit beyond which files are not held
    static Optional<GoBuild> find(InputStream bytes, long limit) throws IOException, UnreadableException {
        ProgramStream stream = new ProgramStream(bytes.readNBytes(MAX_HEAD), bytes, limit);
        List<ProgramLayout> layouts;
        try {
            layouts = ProgramReader.read(stream.head);
        } catch (UnreadableException noProgram) {
            return Optional.empty();
        }
        try {
            return stream.find(layouts);
        } catch (JarBrokenException broken) {
            throw new UnreadableException(String.valueOf(broken.getMessage()));
        }
    }

    private Optional<GoBuild> find(List<ProgramLayout> layouts) throws IOException, UnreadableException {
        List<Range> ranges = layouts.stream()
                .flatMap(ProgramStream::ranges)
                .sorted(Comparator.comparingLong(Range::from))
                .toList();
        for (Range range : ranges) {
            Optional<GoBuild> found = find(range);
            if (found.isPresent()) {
                return found;
            }
        }
        boolean hasRust = layouts.stream()
                .anyMatch(layout -> layout.section(ProgramLayout.RUST, ProgramLayout.RUST_OLD)
                        .isPresent());
        if (hasRust || namesRust()) {
            throw new UnreadableException("has more than the " + limit
                    + " bytes that are held at once: its list of Rust packages" + " is not read");
        }
        return Optional.empty();
    }

    private static Stream<Range> ranges(ProgramLayout layout) {
        Optional<Section> section = layout.section(ProgramLayout.GO, ProgramLayout.GO_MACH_O);
        if (section.isPresent()) {
            long from = layout.begins() + section.get().offset();
            return Stream.of(new Range(from, from + section.get().size()));
        }
        return layout.segments().stream()
                .filter(Segment::writable)
                .map(segment -> new Range(
                        layout.begins() + GoBuild.aligned(segment),
                        layout.begins() + segment.offset() + segment.size()));
    }

    private Optional<GoBuild> find(Range range) throws IOException, UnreadableException {
        if (range.from() < at) {
            return Optional.empty();
        }
        skip(range.from() - at);
        while (at + GoBuild.HEADER <= range.to() && window.holds(GoBuild.HEADER)) {
            HeldBytes header = HeldBytes.of(window.window()).part(window.at(), GoBuild.HEADER);
            if (header.startsWith(GoBuild.MAGIC, 0)) {
                return Optional.of(inline(header.u8(GoBuild.FLAGS)));
            }
            skip(GoBuild.ALIGNMENT);
        }
        return Optional.empty();
    }

    private GoBuild inline(int flags) throws IOException, UnreadableException {
        if ((flags & GoBuild.INLINE) == 0) {
            throw new UnreadableException("has more than the " + limit
                    + " bytes that are held at once, and was built by a Go before" + " 1.18: its modules are not read");
        }
        skip(GoBuild.HEADER);
        byte[] version = window.take((int) GoBuild.checked(number(), GoBuild.MAX_VERSION));
        byte[] modules = window.take((int) GoBuild.checked(number(), GoBuild.MAX_MODULES));
        return GoBuild.of(version, modules);
    }

    private long number() throws IOException, UnreadableException {
        window.holds(8);
        HeldBytes ahead = HeldBytes.of(window.window()).part(window.at(), window.available());
        ProgramNumber number = ProgramNumber.at(ahead, 0);
        skip(number.end());
        return number.value();
    }

    private boolean namesRust() throws IOException, UnreadableException {
        if (!head.startsWith(ElfReader.MAGIC, 0)) {
            return false;
        }
        long from = Math.max(at, ElfReader.sectionTable(head) - TAIL);
        skip(from - at);
        byte[] tail = new byte[2 * TAIL];
        int length = 0;
        while (length < tail.length && window.available() > 0) {
            int part = Math.min(tail.length - length, window.available());
            System.arraycopy(window.window(), window.at(), tail, length, part);
            window.use(part);
            length += part;
        }
        String texts = new String(tail, 0, length, StandardCharsets.ISO_8859_1);
        return texts.contains("\0" + ProgramLayout.RUST + "\0") || texts.contains("\0" + ProgramLayout.RUST_OLD + "\0");
    }

    private void skip(long count) throws IOException {
        window.skip(count);
        at += count;
    }
}
