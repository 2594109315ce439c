package dev.entrepot.directory;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.util.Optional;

/// Table `account`.
final class AccountTable {
    Optional<Account> find(Sql sql, String name) {
        return sql.first("""
                SELECT id, name, system_role, provider, password_hash, credential_version,
                  CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, confirmed_at
                FROM account WHERE name = ?
                """, AccountTable::account, name);
    }

    Optional<Account> findById(Sql sql, String id) {
        return sql.first("""
                SELECT id, name, system_role, provider, password_hash, credential_version,
                  CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, confirmed_at
                FROM account WHERE id = ?
                """, AccountTable::account, id);
    }

    Optional<Account> findBySubject(Sql sql, String provider, String subject) {
        return sql.first("""
                SELECT id, name, system_role, provider, password_hash, credential_version,
                  CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, confirmed_at
                FROM account WHERE provider = ? AND subject = ?
                """, AccountTable::account, provider, subject);
    }

    private static Account account(Row row) {
        return new Account(
                row.text(1),
                row.text(2),
                SystemRole.of(row.text(3)),
                row.text(4),
                row.text(5),
                row.number(6),
                row.number(7) == 1,
                row.optionalText(8).map(Micros::instant));
    }
}
