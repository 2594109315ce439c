package dev.entrepot.reading;

import java.nio.ByteOrder;

/// Sizes of an entry and the offset of its local header.
///
/// All may be anything, negative too, as archives say them.
record JarSizes(long unpacked, long packed, long offset) {
    private static final int ZIP64 = 1;

    /// Takes the numbers that did not fit from the extra field: of eight bytes each, in this order.
    JarSizes with(HeldBytes extra) throws UnreadableException {
        HeldBytes fields = extra.order(ByteOrder.LITTLE_ENDIAN);
        for (long at = 0; fields.has(at, 4); at += 4 + fields.u16(at + 2)) {
            if (fields.u16(at) == ZIP64) {
                return numbersOf(fields.part(at + 4, Math.min(fields.u16(at + 2), fields.length() - at - 4)));
            }
        }
        return this;
    }

    private JarSizes numbersOf(HeldBytes field) throws UnreadableException {
        long at = 0;
        long unpackedThere = unpacked;
        if (unpacked == JarDirectory.IN_EXTRA && field.has(at, 8)) {
            unpackedThere = field.i64(at);
            at += 8;
        }
        long packedThere = packed;
        if (packed == JarDirectory.IN_EXTRA && field.has(at, 8)) {
            packedThere = field.i64(at);
            at += 8;
        }
        long offsetThere = offset == JarDirectory.IN_EXTRA && field.has(at, 8) ? field.i64(at) : offset;
        return new JarSizes(unpackedThere, packedThere, offsetThere);
    }
}
