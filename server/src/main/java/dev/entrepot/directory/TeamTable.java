package dev.entrepot.directory;

import dev.entrepot.database.Sql;
import java.util.List;

/// Table `team`.
final class TeamTable {
    List<String> namesOf(Sql sql, String accountId) {
        return sql.list("""
                SELECT name FROM team
                WHERE id IN (SELECT team_id FROM team_member WHERE account_id = ?)
                ORDER BY name
                """, row -> row.text(1), accountId);
    }
}
