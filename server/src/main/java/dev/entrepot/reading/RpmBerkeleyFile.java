package dev.entrepot.reading;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.BitSet;

/// Reads the values of a Berkeley DB hash file, in the byte order in which it was written: rpm's package
/// database up to version 4.15 (`Packages`). Keys are the numbers of packages; the value of key 0 is none of
/// them.
///
/// ```
/// page:    16 next page, 20 entries (2), 22 end of free space (2), 25 type (1), 26 offsets (2 each)
/// types:   2 hash, unsorted; 13 hash; 7 overflow (bytes on it in the place of the end of free space)
/// page 0:  12 magic, 20 page size, 24 encryption (1), 25 type 8 (1), 26 flags (1: checksums), 32 last page
/// entries: keys and values in turn; each ends where the one before it begins, the first at the end of the page
/// entry:   1, bytes; or 3, (3 unused), first overflow page (4), length (4)
/// ```
///
/// All pages are gone through, instead of the buckets: pages that are of no use any more have type 0.
final class RpmBerkeleyFile {
    private static final int MAGIC = 0x061561;
    private static final int MAGIC_AT = 12;
    private static final int PAGE_HEADER = 26;
    private static final int HASH_META = 8;
    private static final int HASH_UNSORTED = 2;
    private static final int HASH = 13;
    private static final int OVERFLOW = 7;
    private static final int INLINE = 1;
    private static final int OFF_PAGE = 3;
    private static final int CHECKSUMS = 1;

    /// The largest headers of known packages have a few MiB.
    private static final long MAX_VALUE = 32L << 20;

    private final HeldBytes file;
    private final int pageSize;
    private final long pages;
    private final BitSet seen;
    private long read;

    private RpmBerkeleyFile(HeldBytes file) throws UnreadableException {
        this.file = file;
        long size = file.u32(20);
        if (size < 512 || size > 65536 || Long.bitCount(size) != 1) {
            throw new UnreadableException(
                    "is a Berkeley DB file with pages of " + size + " bytes, which there are none");
        }
        if (file.u8(25) != HASH_META || file.u8(24) != 0 || (file.u8(26) & CHECKSUMS) != 0) {
            throw new UnreadableException("is a Berkeley DB file, but no plain hash table as rpm writes it");
        }
        this.pageSize = (int) size;
        this.pages = file.length() / size;
        this.seen = new BitSet((int) pages);
    }

    /// Whether the bytes are of such a file.
    static boolean matches(HeldBytes bytes) throws UnreadableException {
        return bytes.has(0, 512)
                && (bytes.order(ByteOrder.LITTLE_ENDIAN).i32(MAGIC_AT) == MAGIC
                        || bytes.order(ByteOrder.BIG_ENDIAN).i32(MAGIC_AT) == MAGIC);
    }

    static void read(HeldBytes bytes, RpmHeaders headers) throws IOException, UnreadableException {
        HeldBytes big = bytes.order(ByteOrder.BIG_ENDIAN);
        HeldBytes ordered = big.i32(MAGIC_AT) == MAGIC ? big : bytes.order(ByteOrder.LITTLE_ENDIAN);
        RpmBerkeleyFile file = new RpmBerkeleyFile(ordered);
        long last = Math.min(file.pages - 1, ordered.u32(32));
        for (long number = 1; number <= last; number++) {
            HeldBytes page = file.page(number);
            int type = page.u8(25);
            if (type == HASH || type == HASH_UNSORTED) {
                file.hashPage(page, headers);
            }
        }
        if (ordered.u32(32) > last) {
            throw new UnreadableException(
                    "says that it has " + (ordered.u32(32) + 1) + " pages, but has " + file.pages);
        }
    }

    private void hashPage(HeldBytes page, RpmHeaders headers) throws IOException, UnreadableException {
        int entries = page.u16(20);
        for (int entry = 0; entry + 1 < entries; entry += 2) {
            HeldBytes key = entry(page, entry);
            HeldBytes value = entry(page, entry + 1);
            if (isNumberOfPackage(key)) {
                headers.header(value(value));
            }
        }
    }

    /// An entry with its type in front.
    private HeldBytes entry(HeldBytes page, int index) throws UnreadableException {
        int start = page.u16(PAGE_HEADER + 2L * index);
        int end = index == 0 ? pageSize : page.u16(PAGE_HEADER + 2L * (index - 1));
        if (end <= start) {
            throw new UnreadableException("entry " + index + " of a page of it ends before it begins");
        }
        return page.part(start, end - start);
    }

    private static boolean isNumberOfPackage(HeldBytes key) throws UnreadableException {
        return key.length() == 5 && key.u8(0) == INLINE && key.i32(1) != 0;
    }

    private HeldBytes value(HeldBytes entry) throws UnreadableException {
        return switch (entry.u8(0)) {
            case INLINE -> entry.part(1, entry.length() - 1);
            case OFF_PAGE -> overflow(entry.u32(4), entry.u32(8));
            default ->
                throw new UnreadableException("an entry of it is of kind " + entry.u8(0) + ", which rpm writes none");
        };
    }

    private HeldBytes overflow(long first, long length) throws UnreadableException {
        if (length > MAX_VALUE) {
            throw new UnreadableException("a package in it has " + length + " bytes, more than " + MAX_VALUE);
        }
        read += length;
        if (read > file.length()) {
            throw new UnreadableException("its packages are larger than it is");
        }
        byte[] value = new byte[(int) length];
        long number = first;
        for (int filled = 0; filled < value.length; ) {
            HeldBytes page = page(number);
            int count = page.u16(22);
            if (page.u8(25) != OVERFLOW || count == 0 || seen.get((int) number)) {
                throw new UnreadableException("page " + number + " of it does not go on with a package");
            }
            seen.set((int) number);
            int taken = Math.min(count, value.length - filled);
            page.copyTo(value, filled, PAGE_HEADER, taken);
            filled += taken;
            number = page.u32(16);
        }
        return HeldBytes.of(value);
    }

    private HeldBytes page(long number) throws UnreadableException {
        if (number < 1 || number >= pages) {
            throw new UnreadableException("refers to page " + number + " of itself, but has " + pages);
        }
        return file.part(number * pageSize, pageSize);
    }
}
