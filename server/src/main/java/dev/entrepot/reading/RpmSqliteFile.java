package dev.entrepot.reading;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Locale;

/// Reads the rows of one table of a SQLite database (sqlite.org/fileformat2), so far as rpm's own needs it: the
/// table `Packages(hnum INTEGER PRIMARY KEY, blob BLOB)`.
///
/// ```
/// page 1:   header of 100 bytes, then the b-tree of sqlite_schema (type, name, tbl_name, rootpage, sql)
/// page N:   type 0x05: children by page number
///           type 0x0d: rows: size, rowid, record [, first overflow page]
/// overflow: number of the next page or 0, then bytes
/// ```
///
/// In a sound file every page has one place, so that one seen twice is an error: that bounds all walks. What
/// lies in a write-ahead log beside the file is not seen.
final class RpmSqliteFile {
    static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private static final int FILE_HEADER = 100;
    private static final int INTERIOR = 0x05;
    private static final int LEAF = 0x0d;

    /// SQLite itself reads none deeper.
    private static final int MAX_DEPTH = 20;

    /// The largest headers of known packages have a few MiB.
    private static final long MAX_ROW = 32L << 20;

    /// Rows of sqlite_schema hold the text of a CREATE.
    private static final long MAX_SCHEMA_ROW = 1L << 20;

    private final HeldBytes file;
    private final int pageSize;
    private final int usable;
    private final int pages;
    private final Charset charset;
    private final BitSet seen;
    private long read;

    private RpmSqliteFile(HeldBytes file) throws UnreadableException {
        this.file = file.order(ByteOrder.BIG_ENDIAN);
        int size = this.file.u16(16);
        this.pageSize = size == 1 ? 65536 : size;
        if (pageSize < 512 || Integer.bitCount(pageSize) != 1) {
            throw new UnreadableException(
                    "is a SQLite file with pages of " + pageSize + " bytes, which there are none");
        }
        this.usable = pageSize - this.file.u8(20);
        if (usable < 480) {
            throw new UnreadableException("is a SQLite file with only " + usable + " usable bytes in a page");
        }
        this.pages = file.length() / pageSize;
        this.charset = switch (this.file.i32(56)) {
            case 2 -> StandardCharsets.UTF_16LE;
            case 3 -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.UTF_8;
        };
        this.seen = new BitSet(pages + 1);
    }

    private interface Rows {
        void row(Row row) throws IOException, UnreadableException;
    }

    private record Cursor(long page, int depth) {}

    /// @param bytes of the record: its header and its columns
    private record Row(HeldBytes bytes, Charset charset) {
        /// A column that holds text or bytes; empty for others.
        HeldBytes column(int index) throws UnreadableException {
            Varint size = Varint.at(bytes, 0);
            long at = size.end();
            long content = size.value();
            for (int column = 0; at < size.value(); column++) {
                Varint type = Varint.at(bytes, at);
                long length = lengthOf(type.value());
                if (column == index) {
                    return bytes.part(content, type.value() >= 12 || isWhole(type.value()) ? length : 0);
                }
                content += length;
                at = type.end();
            }
            return bytes.part(0, 0);
        }

        String text(int index) throws UnreadableException {
            HeldBytes column = column(index);
            return column.text(0, column.length(), charset);
        }

        long number(int index) throws UnreadableException {
            HeldBytes column = column(index);
            long value = 0;
            for (int at = 0; at < column.length() && at < 8; at++) {
                value = (value << 8) | column.u8(at);
            }
            return value;
        }

        private static boolean isWhole(long type) {
            return type >= 1 && type <= 6;
        }

        private static long lengthOf(long type) throws UnreadableException {
            if (type < 0 || type == 10 || type == 11) {
                throw new UnreadableException("a row in it has a column of type " + type + ", which there is none");
            }
            if (type >= 12) {
                return (type - 12) / 2;
            }
            return switch ((int) type) {
                case 0, 8, 9 -> 0;
                case 5 -> 6;
                case 6, 7 -> 8;
                default -> type;
            };
        }
    }

    /// Hands over the column `blob` of each row of `Packages`.
    static void read(HeldBytes bytes, RpmHeaders headers) throws IOException, UnreadableException {
        RpmSqliteFile file = new RpmSqliteFile(bytes);
        long[] root = new long[1];
        file.walk(1, MAX_SCHEMA_ROW, row -> {
            if (row.text(0).equals("table")
                    && row.text(1).toLowerCase(Locale.ROOT).equals("packages")) {
                root[0] = row.number(3);
            }
        });
        if (root[0] == 0) {
            throw new UnreadableException("is a SQLite file without a table Packages");
        }
        file.walk(root[0], MAX_ROW, row -> headers.header(row.column(1)));
    }

    private void walk(long root, long maxRow, Rows rows) throws IOException, UnreadableException {
        Deque<Cursor> open = new ArrayDeque<>();
        open.push(new Cursor(root, 1));
        while (!open.isEmpty()) {
            Cursor cursor = open.pop();
            HeldBytes page = page(cursor.page());
            int header = cursor.page() == 1 ? FILE_HEADER : 0;
            switch (page.u8(header)) {
                case INTERIOR -> descend(cursor, page, header, open);
                case LEAF -> leaf(page, header, maxRow, rows);
                default ->
                    throw new UnreadableException("page " + cursor.page() + " of it is of type " + page.u8(header)
                            + ", which is not of a table");
            }
        }
    }

    /// The children come off the stack in the order of their keys.
    private void descend(Cursor cursor, HeldBytes page, int header, Deque<Cursor> open) throws UnreadableException {
        if (cursor.depth() == MAX_DEPTH) {
            throw new UnreadableException("its tables are more than " + MAX_DEPTH + " pages deep");
        }
        open.push(new Cursor(page.u32(header + 8), cursor.depth() + 1));
        for (int cell = page.u16(header + 3) - 1; cell >= 0; cell--) {
            long child = page.u32(page.u16(header + 12 + 2L * cell));
            open.push(new Cursor(child, cursor.depth() + 1));
            if (open.size() > pages) {
                throw new UnreadableException("its tables refer to more pages than it has");
            }
        }
    }

    private void leaf(HeldBytes page, int header, long maxRow, Rows rows) throws IOException, UnreadableException {
        int cells = page.u16(header + 3);
        for (int cell = 0; cell < cells; cell++) {
            Varint size = Varint.at(page, page.u16(header + 8 + 2L * cell));
            Varint rowid = Varint.at(page, size.end());
            if (size.value() < 0 || size.value() > maxRow) {
                throw new UnreadableException("a row in it has " + size.value() + " bytes, more than " + maxRow);
            }
            read += size.value();
            if (read > file.length()) {
                throw new UnreadableException("its rows are larger than it is");
            }
            rows.row(new Row(payload(page, rowid.end(), size.value()), charset));
        }
    }

    /// How much of a row stays in its leaf is computed from its size ("Cell Payload Overflow Pages").
    private HeldBytes payload(HeldBytes page, long at, long size) throws UnreadableException {
        long most = usable - 35L;
        if (size <= most) {
            return page.part(at, size);
        }
        long least = (usable - 12) * 32L / 255 - 23;
        long fitting = least + (size - least) % (usable - 4);
        int local = (int) (fitting <= most ? fitting : least);
        byte[] payload = new byte[(int) size];
        page.copyTo(payload, 0, at, local);
        long next = page.u32(at + local);
        for (int filled = local; filled < payload.length; ) {
            HeldBytes overflow = page(next);
            int count = Math.min(payload.length - filled, usable - 4);
            overflow.copyTo(payload, filled, 4, count);
            filled += count;
            next = overflow.u32(0);
        }
        return HeldBytes.of(payload);
    }

    /// @param number from 1 on
    private HeldBytes page(long number) throws UnreadableException {
        if (number < 1 || number > pages) {
            throw new UnreadableException("refers to page " + number + " of itself, but has " + pages);
        }
        if (seen.get((int) number)) {
            throw new UnreadableException("page " + number + " of it has two places");
        }
        seen.set((int) number);
        return file.part((number - 1) * pageSize, pageSize);
    }

    /// A number of one to nine bytes, the most significant first.
    private record Varint(long value, long end) {
        static Varint at(HeldBytes bytes, long at) throws UnreadableException {
            long value = 0;
            for (int index = 0; index < 8; index++) {
                int next = bytes.u8(at + index);
                value = (value << 7) | (next & 0x7f);
                if (next < 0x80) {
                    return new Varint(value, at + index + 1);
                }
            }
            return new Varint((value << 8) | bytes.u8(at + 8), at + 9);
        }
    }
}
