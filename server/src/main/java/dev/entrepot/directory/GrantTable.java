package dev.entrepot.directory;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.util.List;

/// Table `access_grant`.
final class GrantTable {
    List<Grant> ofUser(Sql sql, String accountId) {
        return sql.list("""
                SELECT g.id, g.subject_kind, g.subject_id, a.name, g.role, g.namespace, g.repository, g.condition,
                  g.version, g.created_at, g.created_by
                FROM access_grant g JOIN account a ON a.id = g.subject_id
                WHERE g.subject_kind = 'user' AND g.subject_id = ?
                UNION ALL
                SELECT g.id, g.subject_kind, g.subject_id, t.name, g.role, g.namespace, g.repository, g.condition,
                  g.version, g.created_at, g.created_by
                FROM access_grant g JOIN team t ON t.id = g.subject_id
                WHERE g.subject_kind = 'team'
                  AND g.subject_id IN (SELECT team_id FROM team_member WHERE account_id = ?)
                """, GrantTable::grant, accountId, accountId);
    }

    List<Grant> ofRobot(Sql sql, String robotId) {
        return sql.list("""
                SELECT g.id, g.subject_kind, g.subject_id, r.name, g.role, g.namespace, g.repository, g.condition,
                  g.version, g.created_at, g.created_by
                FROM access_grant g JOIN robot r ON r.id = g.subject_id
                WHERE g.subject_kind = 'robot' AND g.subject_id = ?
                """, GrantTable::grant, robotId);
    }

    private static Grant grant(Row row) {
        return new Grant(
                row.text(1),
                Subject.of(row.text(2), row.text(3), row.text(4)),
                Role.of(row.text(5)),
                new Place(row.text(6), row.text(7)),
                row.text(8),
                row.number(9),
                Micros.instant(row.number(10)),
                row.text(11));
    }
}
