package dev.entrepot.directory;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.util.List;
import java.util.Optional;

/// Table `ci_trust`.
final class CiTrustTable {
    Optional<CiTrust> findById(Sql sql, String id) {
        if (Names.impossible(id)) {
            return Optional.empty();
        }
        return sql.first("""
                SELECT id, robot_id, issuer, audience, condition, created_at, created_by
                FROM ci_trust WHERE id = ?
                """, CiTrustTable::trust, id);
    }

    /// All of them: {@link CiTrusts} bounds their number.
    List<CiTrust> ofRobot(Sql sql, String robotId) {
        return sql.list("""
                SELECT id, robot_id, issuer, audience, condition, created_at, created_by
                FROM ci_trust WHERE robot_id = ? ORDER BY id
                """, CiTrustTable::trust, robotId);
    }

    List<CiTrust> page(Sql sql, String robotId, String after, int limit) {
        return sql.list("""
                SELECT id, robot_id, issuer, audience, condition, created_at, created_by
                FROM ci_trust WHERE robot_id = ? AND id > ? ORDER BY id LIMIT ?
                """, CiTrustTable::trust, robotId, after, limit);
    }

    long countOf(Sql sql, String robotId) {
        return sql.first("SELECT COUNT(*) FROM ci_trust WHERE robot_id = ?", row -> row.number(1), robotId)
                .orElseThrow();
    }

    void insert(Sql sql, CiTrust trust) {
        sql.update(
                """
                INSERT INTO ci_trust (id, robot_id, issuer, audience, condition, created_at, created_by)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                trust.id(),
                trust.robotId(),
                trust.issuer(),
                trust.audience(),
                trust.condition(),
                Micros.of(trust.createdAt()),
                trust.createdBy());
    }

    void delete(Sql sql, String id) {
        sql.update("DELETE FROM ci_trust WHERE id = ?", id);
    }

    void deleteOf(Sql sql, String robotId) {
        sql.update("DELETE FROM ci_trust WHERE robot_id = ?", robotId);
    }

    private static CiTrust trust(Row row) {
        return new CiTrust(
                row.text(1),
                row.text(2),
                row.text(3),
                row.text(4),
                row.text(5),
                Micros.instant(row.number(6)),
                row.text(7));
    }
}
