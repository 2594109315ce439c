package dev.entrepot.reading;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads an archive that is too large for memory, or was cut off, by the headers in front of its entries
/// (APPNOTE.TXT of PKWARE, little-endian).
///
/// ```
/// [anything, such as a script] { header, name, extra, content, [descriptor] } central directory …
/// header:     0 PK\3\4, 6 flags, 8 method, 18 packed, 22 unpacked, 26 name, 28 extra
/// flags:      1 encrypted, 8 the sizes follow the content
/// descriptor: [PK\7\8], checksum, packed, unpacked; the sizes of four or of eight bytes
/// ```
final class JarStream {
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int HEADER_SIZE = 30;
    private static final int ENCRYPTED = 1;
    private static final int SIZES_FOLLOW = 8;

    /// Scripts in front of archives have some ten KiB.
    private static final int MAX_LEAD = 1 << 20;

    private final HeldWindow source;
    private final Budget budget;

    private JarStream(InputStream in, Budget budget) {
        this.source = new HeldWindow(in);
        this.budget = budget;
    }

    /// Visits all entries in the order of the archive. False when it is no archive.
    static boolean visit(InputStream in, Budget budget, JarEntry.Visitor visitor) throws IOException {
        JarStream archive = new JarStream(in, budget);
        if (!archive.findFirst()) {
            return false;
        }
        while (archive.isAtEntry()) {
            archive.next(visitor);
        }
        return true;
    }

    private boolean findFirst() throws IOException {
        for (int skipped = 0; skipped < MAX_LEAD && source.holds(4); skipped++) {
            long signature = source.peek32(0);
            if (signature == JarDirectory.LOCAL || signature == JarDirectory.END) {
                return true;
            }
            source.use(1);
        }
        return false;
    }

    private boolean isAtEntry() throws IOException {
        if (!source.holds(4)) {
            throw new JarBrokenException("it ends before its directory");
        }
        long signature = source.peek32(0);
        if (signature == JarDirectory.CENTRAL || signature == JarDirectory.END || signature == JarDirectory.END64) {
            return false;
        }
        if (signature != JarDirectory.LOCAL) {
            throw new JarBrokenException("it has no entry where one should begin");
        }
        return true;
    }

    private void next(JarEntry.Visitor visitor) throws IOException {
        HeldBytes header = HeldBytes.of(source.take(HEADER_SIZE)).order(ByteOrder.LITTLE_ENDIAN);
        try {
            int flags = header.u16(6);
            int method = header.u16(8);
            String name = new String(source.take(header.u16(26)), StandardCharsets.UTF_8);
            JarSizes sizes =
                    new JarSizes(header.u32(22), header.u32(18), 0).with(HeldBytes.of(source.take(header.u16(28))));
            boolean sizesFollow = (flags & SIZES_FOLLOW) != 0;
            if (sizesFollow && method != JarContent.DEFLATED && sizes.packed() == 0) {
                sizesFollowNothing(name);
                visitor.visit(new Entry(name, 0, InputStream.nullInputStream(), true));
                return;
            }
            long packed = sizesFollow ? JarContent.UNTIL_ITS_END : sizes.packed();
            if (packed < 0) {
                throw new JarBrokenException(name + " is said to have a negative size");
            }
            boolean readable =
                    (flags & ENCRYPTED) == 0 && (method == JarContent.STORED || method == JarContent.DEFLATED);
            read(new Head(name, method, packed, sizesFollow ? -1 : sizes.unpacked(), readable), visitor);
        } catch (UnreadableException broken) {
            throw new JarBrokenException("a header in it " + broken.getMessage());
        }
    }

    private record Head(String name, int method, long packed, long size, boolean readable) {}

    private void read(Head head, JarEntry.Visitor visitor) throws IOException {
        if (!head.readable()) {
            if (head.packed() == JarContent.UNTIL_ITS_END) {
                throw new JarBrokenException(
                        head.name() + " is encrypted and of unknown size: what follows is not read");
            }
            visitor.visit(new Entry(head.name(), head.size(), InputStream.nullInputStream(), false));
            source.skip(head.packed());
            return;
        }
        try (JarContent content = new JarContent(source, head.method(), head.packed(), budget)) {
            visitor.visit(new Entry(head.name(), head.size(), content, true));
            content.finish();
            if (head.packed() == JarContent.UNTIL_ITS_END) {
                skipDescriptor(content.taken(), content.unpacked());
            }
        }
    }

    /// Only an empty entry can be stored without its size: the end of any other could be anywhere in its
    /// content.
    private void sizesFollowNothing(String name) throws IOException {
        if (!source.holds(16) || source.peek32(0) != DESCRIPTOR || source.peek32(8) != 0) {
            throw new JarBrokenException(name + " is stored without its size: what follows is not read");
        }
        skipDescriptor(0, 0);
    }

    /// Whether its sizes have four or eight bytes is known from what they are and from what follows.
    private void skipDescriptor(long packed, long unpacked) throws IOException {
        int sizes = source.holds(4) && source.peek32(0) == DESCRIPTOR ? 8 : 4;
        if (!source.holds(sizes + 8)) {
            throw new JarBrokenException("it ends too early");
        }
        boolean isShort = source.peek32(sizes) == (packed & JarDirectory.IN_EXTRA)
                && source.peek32(sizes + 4) == (unpacked & JarDirectory.IN_EXTRA);
        boolean isFollowed = source.holds(sizes + 10) && source.peek16(sizes + 8) == (JarDirectory.LOCAL & 0xffff);
        source.skip(isShort && isFollowed ? sizes + 8 : sizes + 16);
    }

    /// An entry of which the content passes by.
    private record Entry(String name, long size, InputStream content, boolean readable) implements JarEntry {
        @Override
        public InputStream open() throws IOException {
            if (!readable) {
                throw new JarBrokenException("is encrypted or packed by a method that Java does not read");
            }
            return new FilterInputStream(content) {
                @Override
                public void close() {
                    // What is left of it is passed over by who reads the archive.
                }
            };
        }

        @Override
        public Optional<HeldBytes> held() {
            return Optional.empty();
        }
    }
}
