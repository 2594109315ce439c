package dev.entrepot.audit;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// Ids of entries: UUIDs of version 7 (RFC 9562, method 3), whose texts sort by the microsecond they were made
/// in.
final class EntryId {
    private static final long MILLIS = 1_000;
    private static final long LAST_MILLI = (1L << 48) - 1;
    private static final long VERSION = 0x7000;
    private static final long VARIANT = 1L << 63;
    private static final int FRACTIONS = 1 << 12;

    private EntryId() {}

    static String at(long micros) {
        return text(micros, VARIANT | (ThreadLocalRandom.current().nextLong() >>> 2));
    }

    /// Not after any id of that moment or later, and after every id of an earlier one.
    static String first(long micros) {
        return text(micros, VARIANT);
    }

    private static String text(long micros, long low) {
        long clamped = Math.clamp(micros, 0, LAST_MILLI * MILLIS);
        long fraction = clamped % MILLIS * FRACTIONS / MILLIS;
        return new UUID(((clamped / MILLIS) << 16) | VERSION | fraction, low).toString();
    }
}
