package dev.entrepot.access;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;

/// The blocks of memory that hashes use one after the other: 19 MiB that are not garbage after each.
///
/// Belongs to one thread. Blocks beyond today's cost, which old rows may ask for, are not kept. A block is cleared
/// when it comes back.
final class Argon2Memory {
    /// The generator uses a few blocks besides the matrix.
    private static final int BESIDES = 8;

    private final Argon2BytesGenerator.BlockPool blocks;

    Argon2Memory() {
        this.blocks = new Argon2BytesGenerator.FixedBlockPool((int) (Argon2id.MEMORY_BYTES / 1024) + BESIDES);
    }

    Argon2BytesGenerator.BlockPool blocks() {
        return blocks;
    }
}
