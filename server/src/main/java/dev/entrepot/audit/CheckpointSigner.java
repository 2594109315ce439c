package dev.entrepot.audit;

/// Signs what the chain is. What was signed once verifies forever: a key that signs no more is still known.
public interface CheckpointSigner {
    /// Blocks; makes the first key when there is none. Throws when the key cannot be opened.
    Signature sign(byte[] statement);

    /// Whether the key of that name signed exactly this. False for a key that is not known. Blocks.
    boolean verifies(String kid, byte[] statement, byte[] signature);

    /// What is kept beside the statement.
    @SuppressWarnings("ArrayRecordComponent")
    record Signature(String kid, byte[] bytes) {}
}
