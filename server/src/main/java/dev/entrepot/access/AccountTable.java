package dev.entrepot.access;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Table `account`.
final class AccountTable {
    Optional<Account> find(Sql sql, String name) {
        return sql.first("""
                SELECT id, name, system_role, password_hash, credential_version,
                  CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END
                FROM account WHERE name = ?
                """, AccountTable::account, name);
    }

    boolean isEmpty(Sql sql) {
        return sql.first("SELECT id FROM account LIMIT 1", row -> row.text(1)).isEmpty();
    }

    void insert(Sql sql, Account account, Instant now) {
        sql.update(
                """
                INSERT INTO account (id, name, system_role, password_hash, credential_version, created_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                account.id(),
                account.name(),
                account.role().id(),
                account.passwordHash().phc(),
                account.credentialVersion(),
                micros(now));
    }

    /// Whether there was such an account.
    boolean setPassword(Sql sql, String name, Argon2id hash) {
        return sql.update("""
                        UPDATE account SET password_hash = ?, credential_version = credential_version + 1
                        WHERE name = ?
                        """, hash.phc(), name) == 1;
    }

    /// Whether there was such an account. The version rises too: what was made before does not come back to life.
    boolean disable(Sql sql, String name, Instant now) {
        return sql.update("""
                        UPDATE account SET disabled_at = ?, credential_version = credential_version + 1
                        WHERE name = ?
                        """, micros(now), name) == 1;
    }

    private static Account account(Row row) {
        return new Account(
                row.text(1),
                row.text(2),
                Account.SystemRole.of(row.text(3)),
                Argon2id.parse(row.text(4)),
                row.number(5),
                row.number(6) == 1);
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
