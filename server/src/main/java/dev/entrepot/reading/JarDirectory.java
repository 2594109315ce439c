package dev.entrepot.reading;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads an archive in memory by its central directory, as Java itself does: what only stands in front of the
/// entries is of no account (APPNOTE.TXT of PKWARE, little-endian).
///
/// ```
/// [anything, such as a script] entries, central directory, [zip64 end, its locator,] end, comment
/// central: 0 PK\1\2, 8 flags, 10 method, 20 packed, 24 unpacked, 28 name, 30 extra, 32 comment, 42 offset
/// local:   0 PK\3\4, 26 name, 28 extra, 30 name, extra, content
/// end:     0 PK\5\6, 12 size of the directory, 16 its offset, 20 comment
/// ```
///
/// Offsets count from where the archive begins, which the place of its end tells.
final class JarDirectory {
    static final int LOCAL = 0x04034b50;
    static final int CENTRAL = 0x02014b50;
    static final int END = 0x06054b50;
    static final int END64 = 0x06064b50;

    /// A number of four bytes for which the extra field has one of eight.
    static final long IN_EXTRA = 0xffff_ffffL;

    private static final int LOCATOR64 = 0x07064b50;
    private static final int END_SIZE = 22;
    private static final int LOCATOR_SIZE = 20;
    private static final int CENTRAL_SIZE = 46;
    private static final int LOCAL_SIZE = 30;
    private static final int MAX_COMMENT = 65535;
    private static final int ENCRYPTED = 1;

    private final HeldBytes bytes;
    private final Budget budget;

    /// @param begins of the directory
    /// @param shift of all offsets
    private record Place(long begins, long ends, long shift) {}

    private JarDirectory(HeldBytes bytes, Budget budget) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.budget = budget;
    }

    /// Visits all entries in the order of the directory. False when it has none: then it is no archive, or one
    /// that was cut off.
    static boolean visit(HeldBytes bytes, Budget budget, JarEntry.Visitor visitor) throws IOException {
        JarDirectory directory = new JarDirectory(bytes, budget);
        try {
            Optional<Place> place = directory.place();
            if (place.isPresent()) {
                directory.visit(place.get(), visitor);
            }
            return place.isPresent();
        } catch (UnreadableException broken) {
            throw new JarBrokenException("its directory " + broken.getMessage());
        }
    }

    private Optional<Place> place() throws UnreadableException {
        long lowest = Math.max(0, bytes.length() - END_SIZE - (long) MAX_COMMENT);
        for (long at = (long) bytes.length() - END_SIZE; at >= lowest; at--) {
            if (bytes.i32(at) == END && at + END_SIZE + bytes.u16(at + 20) == bytes.length()) {
                return Optional.of(place(at));
            }
        }
        return Optional.empty();
    }

    private Place place(long end) throws UnreadableException {
        long ends = end;
        long size = bytes.u32(end + 12);
        long offset = bytes.u32(end + 16);
        long locator = end - LOCATOR_SIZE;
        if (locator >= 0 && bytes.i32(locator) == LOCATOR64) {
            long end64 = bytes.i64(locator + 8);
            if (!bytes.has(end64, 56) || bytes.i32(end64) != END64) {
                end64 = locator - 56;
            }
            if (bytes.i32(end64) == END64) {
                ends = end64;
                size = bytes.i64(end64 + 40);
                offset = bytes.i64(end64 + 48);
            }
        }
        long begins = ends - size;
        if (begins < 0 || begins > ends || offset < 0 || offset > begins) {
            throw new UnreadableException("begins at " + offset + " and has " + size + " bytes, which are not there");
        }
        return new Place(begins, ends, begins - offset);
    }

    private void visit(Place place, JarEntry.Visitor visitor) throws IOException, UnreadableException {
        long at = place.begins();
        while (at < place.ends()) {
            if (bytes.i32(at) != CENTRAL) {
                throw new UnreadableException("has no entry at " + at);
            }
            int name = bytes.u16(at + 28);
            int extra = bytes.u16(at + 30);
            visitor.visit(new Entry(at, name, place.shift()));
            at += CENTRAL_SIZE + name + extra + bytes.u16(at + 32);
        }
    }

    /// Made of what the directory says; its local header is looked at when its content is asked for.
    private final class Entry implements JarEntry {
        private final long at;
        private final String name;
        private final long shift;

        Entry(long at, int nameLength, long shift) throws UnreadableException {
            this.at = at;
            this.name = bytes.text(at + CENTRAL_SIZE, nameLength, StandardCharsets.UTF_8);
            this.shift = shift;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            try {
                return numbers().unpacked();
            } catch (UnreadableException broken) {
                return -1;
            }
        }

        @Override
        public InputStream open() throws IOException {
            try {
                int method = bytes.u16(at + 10);
                HeldBytes packed = packed();
                if (isEncrypted() || (method != JarContent.STORED && method != JarContent.DEFLATED)) {
                    throw new JarBrokenException(
                            "is encrypted or packed by method " + method + ", which Java does not read");
                }
                HeldWindow source = new HeldWindow(packed.stream());
                return new JarContent(source, method, packed.length(), budget);
            } catch (UnreadableException broken) {
                throw new JarBrokenException(String.valueOf(broken.getMessage()));
            }
        }

        @Override
        public Optional<HeldBytes> held() {
            try {
                return bytes.u16(at + 10) == JarContent.STORED && !isEncrypted()
                        ? Optional.of(packed())
                        : Optional.empty();
            } catch (UnreadableException broken) {
                return Optional.empty();
            }
        }

        private boolean isEncrypted() throws UnreadableException {
            return (bytes.u16(at + 8) & ENCRYPTED) != 0;
        }

        private HeldBytes packed() throws UnreadableException {
            JarSizes numbers = numbers();
            long local = shift + numbers.offset();
            if (numbers.offset() < 0 || bytes.i32(local) != LOCAL) {
                throw new UnreadableException("has no content where the directory says");
            }
            return bytes.part(local + LOCAL_SIZE + bytes.u16(local + 26) + bytes.u16(local + 28), numbers.packed());
        }

        private JarSizes numbers() throws UnreadableException {
            JarSizes short32 = new JarSizes(bytes.u32(at + 24), bytes.u32(at + 20), bytes.u32(at + 42));
            return short32.with(bytes.part(at + CENTRAL_SIZE + bytes.u16(at + 28), bytes.u16(at + 30)));
        }
    }
}
