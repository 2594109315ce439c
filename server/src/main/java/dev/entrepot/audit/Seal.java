package dev.entrepot.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// A signed word about the chain: after entry `number` it was `chain`.
///
/// @param at when it was signed, in microseconds
@SuppressWarnings("ArrayRecordComponent")
record Seal(Kind kind, long number, byte[] chain, long at, String kid, byte[] signature) {
    /// What the word says besides; part of what is signed, so that none passes for another.
    enum Kind {
        /// The chain ends here. There is one, replaced with every batch of entries.
        HEAD("head"),
        /// The chain begins behind this entry: those before it were removed by retention. There is one at most.
        START("start"),
        /// The chain came by here. These stay.
        CHECKPOINT("checkpoint");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }
    }

    /// Where a chain stands that has no entry yet, and needs no signature.
    static Seal none(Kind kind) {
        return new Seal(kind, 0, StoredEntry.genesis(), 0, "", new byte[0]);
    }

    static Seal signed(CheckpointSigner signer, Kind kind, long number, byte[] chain, long at) {
        CheckpointSigner.Signature signature = signer.sign(statement(kind, number, chain, at));
        return new Seal(kind, number, chain, at, signature.kid(), signature.bytes());
    }

    /// Whether the signer stands for it.
    boolean holds(CheckpointSigner signer) {
        if (number == 0) {
            return Arrays.equals(chain, StoredEntry.genesis());
        }
        return signer.verifies(kid, statement(kind, number, chain, at), signature);
    }

    private static byte[] statement(Kind kind, long number, byte[] chain, long at) {
        return "entrepot audit %s\n%d %s %d\n"
                .formatted(kind.id(), number, HexFormat.of().formatHex(chain), at)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
