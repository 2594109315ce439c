package dev.entrepot.directory;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.util.List;
import java.util.Optional;

/// Tables `robot` and `robot_rule`.
final class RobotTable {
    Optional<Robot> find(Sql sql, String name) {
        return sql.first("""
                SELECT id, namespace, name, description, sponsor_id, credential_version, expires_at,
                  CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, created_at
                FROM robot WHERE name = ?
                """, row -> robot(sql, row), name);
    }

    Optional<Robot> findById(Sql sql, String id) {
        return sql.first("""
                SELECT id, namespace, name, description, sponsor_id, credential_version, expires_at,
                  CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, created_at
                FROM robot WHERE id = ?
                """, row -> robot(sql, row), id);
    }

    private Robot robot(Sql sql, Row row) {
        String id = row.text(1);
        return new Robot(
                id,
                row.text(2),
                row.text(3),
                row.text(4),
                rules(sql, id),
                row.text(5),
                row.number(6),
                row.optionalText(7).map(Micros::instant),
                row.number(8) == 1,
                Micros.instant(row.number(9)));
    }

    private static List<Allowance> rules(Sql sql, String robotId) {
        return sql.list(
                "SELECT actions, pattern FROM robot_rule WHERE robot_id = ? ORDER BY pattern",
                row -> Allowance.of(row.text(1), row.text(2)),
                robotId);
    }
}
