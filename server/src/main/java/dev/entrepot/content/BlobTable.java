package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.storage.StorageKey;
import java.util.Optional;

/// Table `blob`: one row per digest for the whole registry, and where its bytes lie.
final class BlobTable {
    /// A row of the table.
    ///
    /// @param healed whether its bytes were replaced just now
    record Blob(StorageKey key, long size, boolean sound, boolean healed) {}

    Optional<Blob> find(Sql sql, Digest digest) {
        return sql.first(
                "SELECT storage_key, size, state FROM blob WHERE digest = ?",
                row -> new Blob(
                        new StorageKey(row.text(1)), row.number(2), row.text(3).equals("sound"), false),
                digest.toString());
    }

    /// Inserts the row and says whether it is new; false when another upload of the digest was first. Its bytes
    /// were hashed as they came, so they are read again only when their time comes.
    boolean insert(Sql sql, Digest digest, StorageKey key, long size, long now) {
        return sql.update("""
                        INSERT INTO blob (storage_key, digest, size, state, created_at, scrubbed_at)
                        VALUES (?, ?, ?, 'sound', ?, ?) ON CONFLICT (digest) DO NOTHING
                        """, key.text(), digest.toString(), size, now, now) == 1;
    }

    /// The row takes the key of new, sound bytes; every link follows. They are read again soon: what lay there
    /// before went bad.
    void heal(Sql sql, StorageKey bad, StorageKey sound, long size) {
        sql.update(
                "UPDATE blob SET storage_key = ?, size = ?, state = 'sound', scrubbed_at = 0 WHERE storage_key = ?",
                sound.text(),
                size,
                bad.text());
    }
}
