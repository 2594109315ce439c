package dev.entrepot.directory;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Table `account`.
final class AccountTable {
    Optional<Account> find(Sql sql, String name) {
        if (Names.impossible(name)) {
            return Optional.empty();
        }
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
        if (Names.impossible(subject)) {
            return Optional.empty();
        }
        return sql.first("""
                SELECT id, name, system_role, provider, password_hash, credential_version,
                  CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, confirmed_at
                FROM account WHERE provider = ? AND subject = ?
                """, AccountTable::account, provider, subject);
    }

    Optional<User> user(Sql sql, String name) {
        if (Names.impossible(name)) {
            return Optional.empty();
        }
        return sql.first("""
                SELECT id, name, system_role, provider, password_hash, credential_version,
                  CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, confirmed_at, display_name, email, created_at
                FROM account WHERE name = ?
                """, AccountTable::user, name);
    }

    /// Those after `after` whose names lie from `first` to before `end`, in byte order.
    List<User> page(Sql sql, String first, String end, String after, int limit) {
        return sql.list("""
                SELECT id, name, system_role, provider, password_hash, credential_version,
                  CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, confirmed_at, display_name, email, created_at
                FROM account WHERE name >= ? AND name < ? AND name > ? ORDER BY name LIMIT ?
                """, AccountTable::user, first, end, after, limit);
    }

    boolean isEmpty(Sql sql) {
        return sql.first("SELECT id FROM account LIMIT 1", row -> row.text(1)).isEmpty();
    }

    /// Whether somebody other than that account is an admin who is not disabled.
    boolean hasOtherAdmin(Sql sql, String id) {
        return sql.first("""
                        SELECT id FROM account
                        WHERE system_role = 'admin' AND disabled_at IS NULL AND id <> ? LIMIT 1
                        """, row -> row.text(1), id).isPresent();
    }

    /// False when the name is taken.
    boolean insert(Sql sql, String id, NewUser user, Instant now) {
        return sql.update(
                        """
                        INSERT INTO account (id, name, system_role, password_hash, credential_version, display_name,
                          email, created_at)
                        VALUES (?, ?, ?, ?, 1, ?, ?, ?) ON CONFLICT DO NOTHING
                        """,
                        id,
                        user.name(),
                        user.role().id(),
                        user.passwordHash(),
                        user.displayName(),
                        user.email(),
                        Micros.of(now))
                == 1;
    }

    void insertExternal(Sql sql, String id, String name, ExternalIdentity identity, Instant now) {
        sql.update(
                """
                INSERT INTO account (id, name, system_role, password_hash, credential_version, provider, subject,
                  display_name, email, confirmed_at, created_at)
                VALUES (?, ?, 'none', '', 1, ?, ?, ?, ?, ?, ?)
                """,
                id,
                name,
                identity.provider(),
                identity.subject(),
                identity.displayName(),
                identity.email(),
                Micros.of(now),
                Micros.of(now));
    }

    void confirm(Sql sql, String id, ExternalIdentity identity, Instant now) {
        sql.update(
                "UPDATE account SET display_name = ?, email = ?, confirmed_at = ? WHERE id = ?",
                identity.displayName(),
                identity.email(),
                Micros.of(now),
                id);
    }

    void setPassword(Sql sql, String id, String hash) {
        sql.update(
                "UPDATE account SET password_hash = ?, credential_version = credential_version + 1 WHERE id = ?",
                hash,
                id);
    }

    void setRole(Sql sql, String id, SystemRole role) {
        sql.update("UPDATE account SET system_role = ? WHERE id = ?", role.id(), id);
    }

    /// The version rises too: what was made before does not come back to life.
    void disable(Sql sql, String id, Instant now) {
        sql.update(
                "UPDATE account SET disabled_at = ?, credential_version = credential_version + 1 WHERE id = ?",
                Micros.of(now),
                id);
    }

    void enable(Sql sql, String id) {
        sql.update(
                "UPDATE account SET disabled_at = NULL, credential_version = credential_version + 1 WHERE id = ?", id);
    }

    void setProfile(Sql sql, String id, String displayName, String email) {
        sql.update("UPDATE account SET display_name = ?, email = ? WHERE id = ?", displayName, email, id);
    }

    void delete(Sql sql, String id) {
        sql.update("DELETE FROM account WHERE id = ?", id);
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

    private static User user(Row row) {
        return new User(account(row), row.text(9), row.text(10), Micros.instant(row.number(11)));
    }
}
