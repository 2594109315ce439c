package dev.entrepot.federation;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.time.Instant;
import java.util.Optional;

/// Table `device_login`. A row goes `pending` → `approved` or `denied`, and is gone once its machine was told.
final class DeviceLoginTable {
    /// @param hash of the code that the machine keeps
    record Waiting(
            String hash,
            String userCode,
            String provider,
            String machine,
            String address,
            Instant createdAt,
            Instant expiresAt) {}

    /// @param accountId who decided; empty text while nobody did
    record Decided(String state, String userCode, String machine, String accountId, long credentialVersion) {}

    /// Whether the codes were free.
    boolean insert(Sql sql, Waiting login) {
        return sql.update(
                        """
                        INSERT INTO device_login (hash, user_code, provider, machine, address, created_at, expires_at, state)
                        VALUES (?, ?, ?, ?, ?, ?, ?, 'pending') ON CONFLICT DO NOTHING
                        """,
                        login.hash(),
                        login.userCode(),
                        login.provider(),
                        login.machine(),
                        login.address(),
                        WebSessionTable.micros(login.createdAt()),
                        WebSessionTable.micros(login.expiresAt()))
                == 1;
    }

    long count(Sql sql) {
        return sql.first("SELECT COUNT(*) FROM device_login", row -> row.number(1))
                .orElse(0L);
    }

    void deleteExpired(Sql sql, Instant now) {
        sql.update("DELETE FROM device_login WHERE expires_at <= ?", WebSessionTable.micros(now));
    }

    Optional<Waiting> findPending(Sql sql, String userCode, Instant now) {
        return sql.first("""
                SELECT hash, user_code, provider, machine, address, created_at, expires_at
                FROM device_login WHERE user_code = ? AND state = 'pending' AND expires_at > ?
                """, DeviceLoginTable::waiting, userCode, WebSessionTable.micros(now));
    }

    /// Whether there was such a login and nobody had decided yet.
    boolean decide(Sql sql, String userCode, String state, String accountId, long credentialVersion, Instant now) {
        return sql.update("""
                        UPDATE device_login SET state = ?, account_id = ?, credential_version = ?
                        WHERE user_code = ? AND state = 'pending' AND expires_at > ?
                        """, state, accountId, credentialVersion, userCode, WebSessionTable.micros(now)) == 1;
    }

    Optional<Decided> find(Sql sql, String hash, Instant now) {
        return sql.first("""
                SELECT state, user_code, machine, COALESCE(account_id, ''), COALESCE(credential_version, 0)
                FROM device_login WHERE hash = ? AND expires_at > ?
                """, DeviceLoginTable::decided, hash, WebSessionTable.micros(now));
    }

    /// Whether the row was still there: of several who ask at once, one is told.
    boolean take(Sql sql, String hash) {
        return sql.update("DELETE FROM device_login WHERE hash = ? AND state <> 'pending'", hash) == 1;
    }

    private static Waiting waiting(Row row) {
        return new Waiting(
                row.text(1),
                row.text(2),
                row.text(3),
                row.text(4),
                row.text(5),
                WebSessionTable.instant(row.number(6)),
                WebSessionTable.instant(row.number(7)));
    }

    private static Decided decided(Row row) {
        return new Decided(row.text(1), row.text(2), row.text(3), row.text(4), row.number(5));
    }
}
