package dev.entrepot.directory;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.util.List;
import java.util.Optional;

/// Table `team`.
final class TeamTable {
    Optional<Team> find(Sql sql, String name) {
        if (Names.impossible(name)) {
            return Optional.empty();
        }
        return sql.first("SELECT id, name, description, created_at FROM team WHERE name = ?", TeamTable::team, name);
    }

    List<Team> page(Sql sql, String after, int limit) {
        return sql.list(
                "SELECT id, name, description, created_at FROM team WHERE name > ? ORDER BY name LIMIT ?",
                TeamTable::team,
                after,
                limit);
    }

    List<String> namesOf(Sql sql, String accountId) {
        return sql.list("""
                SELECT name FROM team
                WHERE id IN (SELECT team_id FROM team_member WHERE account_id = ?)
                ORDER BY name
                """, row -> row.text(1), accountId);
    }

    /// False when the name is taken.
    boolean insert(Sql sql, Team team) {
        return sql.update("""
                        INSERT INTO team (id, name, description, created_at) VALUES (?, ?, ?, ?)
                        ON CONFLICT DO NOTHING
                        """, team.id(), team.name(), team.description(), Micros.of(team.createdAt())) == 1;
    }

    void describe(Sql sql, String id, String description) {
        sql.update("UPDATE team SET description = ? WHERE id = ?", description, id);
    }

    void delete(Sql sql, String id) {
        sql.update("DELETE FROM team WHERE id = ?", id);
    }

    private static Team team(Row row) {
        return new Team(row.text(1), row.text(2), row.text(3), Micros.instant(row.number(4)));
    }
}
