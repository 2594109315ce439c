package dev.entrepot.directory;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Table `robot_secret`.
final class RobotSecretTable {
    Optional<RobotSecret> findByHash(Sql sql, String hash) {
        return sql.first(
                "SELECT id, robot_id, expires_at, created_at FROM robot_secret WHERE hash = ?",
                RobotSecretTable::secret,
                hash);
    }

    Optional<RobotSecret> findById(Sql sql, String id) {
        if (Names.impossible(id)) {
            return Optional.empty();
        }
        return sql.first(
                "SELECT id, robot_id, expires_at, created_at FROM robot_secret WHERE id = ?",
                RobotSecretTable::secret,
                id);
    }

    /// Those that will end first come first; the newest, which has no end, is the last.
    List<RobotSecret> ofRobot(Sql sql, String robotId) {
        return sql.list("""
                SELECT id, robot_id, expires_at, created_at FROM robot_secret WHERE robot_id = ?
                ORDER BY CASE WHEN expires_at IS NULL THEN 1 ELSE 0 END, expires_at, created_at, id
                """, RobotSecretTable::secret, robotId);
    }

    void insert(Sql sql, RobotSecret secret, String hash) {
        sql.update(
                "INSERT INTO robot_secret (id, robot_id, hash, expires_at, created_at) VALUES (?, ?, ?, ?, ?)",
                secret.id(),
                secret.robotId(),
                hash,
                secret.expiresAt().map(Micros::of).orElse(null),
                Micros.of(secret.createdAt()));
    }

    void setExpiry(Sql sql, String id, Instant expiresAt) {
        sql.update("UPDATE robot_secret SET expires_at = ? WHERE id = ?", Micros.of(expiresAt), id);
    }

    void delete(Sql sql, String id) {
        sql.update("DELETE FROM robot_secret WHERE id = ?", id);
    }

    void deleteOf(Sql sql, String robotId) {
        sql.update("DELETE FROM robot_secret WHERE robot_id = ?", robotId);
    }

    /// How many there were, at most `limit`.
    int deleteExpired(Sql sql, Instant before, int limit) {
        return sql.update("""
                DELETE FROM robot_secret
                WHERE id IN (SELECT id FROM robot_secret WHERE expires_at < ? ORDER BY expires_at LIMIT ?)
                """, Micros.of(before), limit);
    }

    private static RobotSecret secret(Row row) {
        return new RobotSecret(
                row.text(1), row.text(2), row.optionalText(3).map(Micros::instant), Micros.instant(row.number(4)));
    }
}
