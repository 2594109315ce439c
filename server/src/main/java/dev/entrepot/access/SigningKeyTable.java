package dev.entrepot.access;

import dev.entrepot.database.Sql;
import java.util.List;
import java.util.Optional;

/// Table `signing_key`, the keys of one purpose.
final class SigningKeyTable {
    static final String TOKEN = "token";
    static final String AUDIT = "audit";

    /// More than ever overlap.
    private static final int MOST = 100;

    private final String purpose;

    SigningKeyTable(String purpose) {
        this.purpose = purpose;
    }

    /// Keys that still count at that moment, the newest first. A key retires at a moment that may lie ahead.
    List<SealedKey> live(Sql sql, long nowMicros) {
        return sql.list(
                """
                SELECT kid, sealed, CASE WHEN retired_at IS NULL THEN 0 ELSE 1 END FROM signing_key
                WHERE purpose = ? AND (retired_at IS NULL OR retired_at > ?)
                ORDER BY created_at DESC, kid LIMIT ?
                """, row -> new SealedKey(row.text(1), row.bytes(2), row.number(3) == 1), purpose, nowMicros, MOST);
    }

    /// Also a key that retired.
    Optional<byte[]> sealed(Sql sql, String kid) {
        return sql.first(
                "SELECT sealed FROM signing_key WHERE purpose = ? AND kid = ?", row -> row.bytes(1), purpose, kid);
    }

    boolean isEmpty(Sql sql) {
        return sql.first("SELECT kid FROM signing_key WHERE purpose = ? LIMIT 1", row -> row.text(1), purpose)
                .isEmpty();
    }

    void insert(Sql sql, String kid, byte[] sealed, long nowMicros) {
        sql.update(
                "INSERT INTO signing_key (kid, purpose, sealed, created_at) VALUES (?, ?, ?, ?)",
                kid,
                purpose,
                sealed,
                nowMicros);
    }

    /// Lets every key but that one retire at that moment, unless it does so already.
    void retireOthers(Sql sql, String kid, long retiredAtMicros) {
        sql.update(
                "UPDATE signing_key SET retired_at = ? WHERE purpose = ? AND kid <> ? AND retired_at IS NULL",
                retiredAtMicros,
                purpose,
                kid);
    }

    void retire(Sql sql, String kid, long retiredAtMicros) {
        sql.update(
                "UPDATE signing_key SET retired_at = ? WHERE purpose = ? AND kid = ?", retiredAtMicros, purpose, kid);
    }

    /// The names of all, also of those that retired.
    List<String> all(Sql sql) {
        return sql.list(
                "SELECT kid FROM signing_key WHERE purpose = ? ORDER BY created_at DESC, kid LIMIT ?",
                row -> row.text(1),
                purpose,
                MOST);
    }

    /// A row.
    ///
    /// @param retiring signs no more, though what it signed still counts
    @SuppressWarnings("ArrayRecordComponent")
    record SealedKey(String kid, byte[] sealed, boolean retiring) {}
}
