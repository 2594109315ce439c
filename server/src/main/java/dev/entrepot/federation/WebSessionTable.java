package dev.entrepot.federation;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Table `web_session`.
final class WebSessionTable {
    /// @param hash of the cookie
    record Kept(String hash, String accountId, long credentialVersion, Instant createdAt, Instant expiresAt) {}

    void insert(Sql sql, Kept session) {
        sql.update(
                """
                INSERT INTO web_session (hash, account_id, credential_version, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?)
                """,
                session.hash(),
                session.accountId(),
                session.credentialVersion(),
                micros(session.createdAt()),
                micros(session.expiresAt()));
    }

    Optional<Kept> find(Sql sql, String hash, Instant now) {
        return sql.first("""
                SELECT hash, account_id, credential_version, created_at, expires_at
                FROM web_session WHERE hash = ? AND expires_at > ?
                """, WebSessionTable::kept, hash, micros(now));
    }

    void delete(Sql sql, String hash) {
        sql.update("DELETE FROM web_session WHERE hash = ?", hash);
    }

    void deleteExpired(Sql sql, Instant now) {
        sql.update("DELETE FROM web_session WHERE expires_at <= ?", micros(now));
    }

    /// Leaves the newest `most` of an account.
    void deleteOldest(Sql sql, String accountId, int most) {
        sql.update("""
                DELETE FROM web_session WHERE hash IN (
                  SELECT hash FROM (
                    SELECT hash, ROW_NUMBER() OVER (ORDER BY created_at DESC, hash) AS place
                    FROM web_session WHERE account_id = ?
                  ) AS placed
                  WHERE place > ?
                )
                """, accountId, most);
    }

    private static Kept kept(Row row) {
        return new Kept(row.text(1), row.text(2), row.number(3), instant(row.number(4)), instant(row.number(5)));
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
