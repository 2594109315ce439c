package dev.entrepot.reading;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads rpm's own package database (`ndb`, the file `Packages.db`), all little-endian:
///
/// ```
/// 0:  "RpmP", version 0, generation, number of slot pages, next index; in the place of two slots
/// 32: slots to the end of the pages of 4096 bytes: "Slot", package index (0: free), block, blocks
/// blob at block * 16: "BlbS", package index, generation, length, header, padding, checksum, length, "BlbE"
/// ```
final class RpmNdbFile {
    static final byte[] MAGIC = "RpmP".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] SLOT = "Slot".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BLOB = "BlbS".getBytes(StandardCharsets.US_ASCII);
    private static final int PAGE = 4096;
    private static final int UNIT = 16;
    private static final int FILE_HEADER = 32;

    private RpmNdbFile() {}

    static void read(HeldBytes bytes, RpmHeaders headers) throws IOException, UnreadableException {
        HeldBytes file = bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (file.i32(4) != 0) {
            throw new UnreadableException("is an ndb file of version " + file.u32(4) + ", only version 0 is known");
        }
        long end = file.u32(12) * PAGE;
        if (end > file.length()) {
            throw new UnreadableException("says that its slots end at " + end + ", beyond its end");
        }
        long read = 0;
        for (long slot = FILE_HEADER; slot < end; slot += UNIT) {
            if (!file.startsWith(SLOT, slot)) {
                throw new UnreadableException("has no slot at " + slot);
            }
            if (file.i32(slot + 4) == 0) {
                continue;
            }
            long blob = file.u32(slot + 8) * UNIT;
            if (!file.startsWith(BLOB, blob) || file.i32(blob + 4) != file.i32(slot + 4)) {
                throw new UnreadableException("has no package at " + blob);
            }
            long length = file.u32(blob + 12);
            read += length;
            if (read > file.length()) {
                throw new UnreadableException("its packages are larger than it is");
            }
            headers.header(file.part(blob + UNIT, length));
        }
    }
}
