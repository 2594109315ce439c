package dev.entrepot.directory;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
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
        return sql.first(
                "SELECT id, robot_id, expires_at, created_at FROM robot_secret WHERE id = ?",
                RobotSecretTable::secret,
                id);
    }

    private static RobotSecret secret(Row row) {
        return new RobotSecret(
                row.text(1), row.text(2), row.optionalText(3).map(Micros::instant), Micros.instant(row.number(4)));
    }
}
