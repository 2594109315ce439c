package dev.entrepot.directory;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
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
        return sql.first("""
                SELECT id, account_id, name, scoped, expires_at, created_at, last_used_at
                FROM personal_token WHERE id = ?
                """, row -> token(sql, row), id);
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
