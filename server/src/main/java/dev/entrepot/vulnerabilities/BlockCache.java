package dev.entrepot.vulnerabilities;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Blocks that were inflated last. Each has one slot, which the next block of the same slot takes: no lock and
/// no order to keep, and a miss costs some ten microseconds. Slots times the usual size of a block are 8 MiB.
final class BlockCache {
    private static final int SLOTS = 512;

    /// Longer ones (of packages with thousands of advisories) are not kept.
    private static final int MAX_KEPT_BYTES = 64 * 1024;

    private final AtomicReferenceArray<@Nullable Slot> slots = new AtomicReferenceArray<>(SLOTS);

    private static final class Slot {
        final Object file;
        final int block;
        final byte[] bytes;

        Slot(Object file, int block, byte[] bytes) {
            this.file = file;
            this.block = block;
            this.bytes = bytes;
        }
    }

    /// @param file stands for the file; it is held here, so it must not be the file itself
    byte[] get(Object file, int block, IntFunction<byte[]> inflate) {
        int place = Math.floorMod(System.identityHashCode(file) * 31 + block, SLOTS);
        Slot slot = slots.get(place);
        if (slot != null && slot.file.equals(file) && slot.block == block) {
            return slot.bytes;
        }
        byte[] bytes = inflate.apply(block);
        if (bytes.length <= MAX_KEPT_BYTES) {
            slots.set(place, new Slot(file, block, bytes));
        }
        return bytes;
    }
}
