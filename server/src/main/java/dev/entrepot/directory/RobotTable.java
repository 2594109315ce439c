package dev.entrepot.directory;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Tables `robot` and `robot_rule`.
final class RobotTable {
    Optional<Robot> find(Sql sql, String name) {
        if (Names.impossible(name)) {
            return Optional.empty();
        }
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

    List<String> idsOf(Sql sql, String namespace) {
        return sql.list("SELECT id FROM robot WHERE namespace = ?", row -> row.text(1), namespace);
    }

    /// Robots of the namespace after `after`, by name, with the name of the sponsor, empty where it is gone.
    List<Listed> page(Sql sql, String namespace, String after, int limit) {
        return sql.list("""
                SELECT r.id, r.namespace, r.name, r.description, r.sponsor_id, r.credential_version, r.expires_at,
                  CASE WHEN r.disabled_at IS NULL THEN 0 ELSE 1 END, r.created_at, COALESCE(a.name, '')
                FROM robot r LEFT JOIN account a ON a.id = r.sponsor_id
                WHERE r.namespace = ? AND r.name > ? ORDER BY r.name LIMIT ?
                """, row -> new Listed(robot(sql, row), row.text(10)), namespace, after, limit);
    }

    record Listed(Robot robot, String sponsorName) {}

    boolean namespaceExists(Sql sql, String namespace) {
        return sql.first("SELECT name FROM namespace WHERE name = ?", row -> row.text(1), namespace)
                .isPresent();
    }

    List<String> namesSponsoredBy(Sql sql, String accountId) {
        return sql.list("SELECT name FROM robot WHERE sponsor_id = ? ORDER BY name", row -> row.text(1), accountId);
    }

    /// False when the name is taken.
    boolean insert(Sql sql, Robot robot) {
        int inserted = sql.update(
                """
                INSERT INTO robot (id, namespace, name, description, sponsor_id, credential_version, expires_at,
                  created_at)
                VALUES (?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT DO NOTHING
                """,
                robot.id(),
                robot.namespace(),
                robot.name(),
                robot.description(),
                robot.sponsorId(),
                robot.expiresAt().map(Micros::of).orElse(null),
                Micros.of(robot.createdAt()));
        if (inserted == 0) {
            return false;
        }
        insertRules(sql, robot.id(), robot.rules());
        return true;
    }

    void setRules(Sql sql, String id, List<Allowance> rules) {
        deleteRules(sql, id);
        insertRules(sql, id, rules);
    }

    private static void insertRules(Sql sql, String id, List<Allowance> rules) {
        for (Allowance rule : rules) {
            sql.update(
                    "INSERT INTO robot_rule (robot_id, pattern, actions) VALUES (?, ?, ?)",
                    id,
                    rule.pattern(),
                    rule.actions());
        }
    }

    private static void deleteRules(Sql sql, String id) {
        sql.update("DELETE FROM robot_rule WHERE robot_id = ?", id);
    }

    void setSponsor(Sql sql, String id, String accountId) {
        sql.update("UPDATE robot SET sponsor_id = ? WHERE id = ?", accountId, id);
    }

    void setDescription(Sql sql, String id, String description) {
        sql.update("UPDATE robot SET description = ? WHERE id = ?", description, id);
    }

    void setExpiry(Sql sql, String id, Optional<Instant> expiresAt) {
        sql.update(
                "UPDATE robot SET expires_at = ? WHERE id = ?",
                expiresAt.map(Micros::of).orElse(null),
                id);
    }

    void disable(Sql sql, String id, Instant now) {
        sql.update("UPDATE robot SET disabled_at = ? WHERE id = ?", Micros.of(now), id);
    }

    void enable(Sql sql, String id) {
        sql.update("UPDATE robot SET disabled_at = NULL WHERE id = ?", id);
    }

    void raiseCredentialVersion(Sql sql, String id) {
        sql.update("UPDATE robot SET credential_version = credential_version + 1 WHERE id = ?", id);
    }

    /// With its rules.
    void delete(Sql sql, String id) {
        deleteRules(sql, id);
        sql.update("DELETE FROM robot WHERE id = ?", id);
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
