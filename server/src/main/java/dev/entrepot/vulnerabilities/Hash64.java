package dev.entrepot.vulnerabilities;

import java.nio.charset.StandardCharsets;

/// A hash of 64 bits over bytes (FNV-1a, its bits mixed at the end), the same on every machine and in every
/// version: it is stored. Where two keys have the same one the keys themselves decide; nobody gains by making
/// two.
final class Hash64 {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private long state = OFFSET;

    static long of(String text) {
        return new Hash64().add(text).value();
    }

    static long of(byte[] bytes) {
        return new Hash64().add(bytes).value();
    }

    Hash64 add(byte[] bytes) {
        for (byte each : bytes) {
            state = (state ^ (each & 0xff)) * PRIME;
        }
        return this;
    }

    Hash64 add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    Hash64 add(long number) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            state = (state ^ ((number >>> shift) & 0xff)) * PRIME;
        }
        return this;
    }

    long value() {
        long mixed = state;
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
