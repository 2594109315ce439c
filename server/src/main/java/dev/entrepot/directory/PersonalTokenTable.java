package dev.entrepot.directory;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Tables `personal_token` and `personal_token_scope`.
final class PersonalTokenTable {
    Optional<PersonalToken> findByHash(Sql sql, String hash) {
        return sql.first("""
                SELECT id, account_id, name, scoped, expires_at, created_at, last_used_at
                FROM personal_token WHERE hash = ?
                """, row -> token(sql, row), hash);
    }

    Optional<PersonalToken> findById(Sql sql, String id) {
        if (Names.impossible(id)) {
            return Optional.empty();
        }
        return sql.first("""
                SELECT id, account_id, name, scoped, expires_at, created_at, last_used_at
                FROM personal_token WHERE id = ?
                """, row -> token(sql, row), id);
    }

    Optional<PersonalToken> findByName(Sql sql, String accountId, String name) {
        if (Names.impossible(name)) {
            return Optional.empty();
        }
        return sql.first("""
                SELECT id, account_id, name, scoped, expires_at, created_at, last_used_at
                FROM personal_token WHERE account_id = ? AND name = ?
                """, row -> token(sql, row), accountId, name);
    }

    List<PersonalToken> page(Sql sql, String accountId, String after, int limit) {
        return sql.list("""
                SELECT id, account_id, name, scoped, expires_at, created_at, last_used_at
                FROM personal_token WHERE account_id = ? AND name > ? ORDER BY name LIMIT ?
                """, row -> token(sql, row), accountId, after, limit);
    }

    long countOf(Sql sql, String accountId) {
        return sql.first("SELECT COUNT(*) FROM personal_token WHERE account_id = ?", row -> row.number(1), accountId)
                .orElseThrow();
    }

    /// False when the account has one of that name.
    boolean insert(Sql sql, PersonalToken token, String hash) {
        int inserted = sql.update(
                """
                INSERT INTO personal_token (id, account_id, name, hash, scoped, expires_at, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, name) DO NOTHING
                """,
                token.id(),
                token.accountId(),
                token.name(),
                hash,
                token.scopes().isPresent() ? 1 : 0,
                token.expiresAt().map(Micros::of).orElse(null),
                Micros.of(token.createdAt()));
        if (inserted == 0) {
            return false;
        }
        for (Allowance scope : token.scopes().orElse(List.of())) {
            sql.update(
                    "INSERT INTO personal_token_scope (token_id, pattern, actions) VALUES (?, ?, ?)",
                    token.id(),
                    scope.pattern(),
                    scope.actions());
        }
        return true;
    }

    void touch(Sql sql, String id, Instant now, Instant before) {
        sql.update(
                "UPDATE personal_token SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)",
                Micros.of(now),
                id,
                Micros.of(before));
    }

    void delete(Sql sql, String id) {
        sql.update("DELETE FROM personal_token_scope WHERE token_id = ?", id);
        sql.update("DELETE FROM personal_token WHERE id = ?", id);
    }

    /// How many the account had.
    int deleteOf(Sql sql, String accountId) {
        sql.update("""
                DELETE FROM personal_token_scope
                WHERE token_id IN (SELECT id FROM personal_token WHERE account_id = ?)
                """, accountId);
        return sql.update("DELETE FROM personal_token WHERE account_id = ?", accountId);
    }

    /// Ids of those that expired before then, at most `limit`.
    List<String> expired(Sql sql, Instant before, int limit) {
        return sql.list(
                "SELECT id FROM personal_token WHERE expires_at < ? ORDER BY expires_at, id LIMIT ?",
                row -> row.text(1),
                Micros.of(before),
                limit);
    }

    private static PersonalToken token(Sql sql, Row row) {
        String id = row.text(1);
        Optional<List<Allowance>> scopes = row.number(4) == 1 ? Optional.of(scopes(sql, id)) : Optional.empty();
        return new PersonalToken(
                id,
                row.text(2),
                row.text(3),
                scopes,
                row.optionalText(5).map(Micros::instant),
                Micros.instant(row.number(6)),
                row.optionalText(7).map(Micros::instant));
    }

    private static List<Allowance> scopes(Sql sql, String tokenId) {
        return sql.list(
                "SELECT actions, pattern FROM personal_token_scope WHERE token_id = ? ORDER BY pattern",
                row -> Allowance.of(row.text(1), row.text(2)),
                tokenId);
    }
}
