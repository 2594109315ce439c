package dev.entrepot.retention;

import dev.entrepot.database.Sql;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Table `deployment`.
final class DeploymentTable {
    private static final String BETWEEN = " ";

    record Report(String owner, String name, String ownerName, long now, long expiresAt) {}

    record Running(long repositoryId, String digest) {}

    void insert(Sql sql, Report report, List<Running> images) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Running image : images) {
            rows.add(new Object[] {
                report.owner,
                report.name,
                image.repositoryId,
                image.digest,
                report.ownerName,
                report.now,
                report.expiresAt
            });
        }
        sql.updateAll("""
                INSERT INTO deployment (owner, name, repository_id, digest, owner_name, reported_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, rows);
    }

    int remove(Sql sql, String owner, String name) {
        return sql.update("DELETE FROM deployment WHERE owner = ? AND name = ?", owner, name);
    }

    int removeFrom(Sql sql, String name, String namespace) {
        return sql.update("""
                DELETE FROM deployment WHERE name = ?
                  AND repository_id IN (SELECT id FROM repository WHERE namespace = ?)
                """, name, namespace);
    }

    /// Forgets what has expired.
    void sweep(Sql sql, long now) {
        sql.update("DELETE FROM deployment WHERE expires_at <= ?", now);
    }

    long reports(Sql sql, String owner) {
        return sql.first("SELECT COUNT(DISTINCT name) FROM deployment WHERE owner = ?", row -> row.number(1), owner)
                .orElseThrow();
    }

    /// Where an image stands in the order of {@link #after}.
    static String key(Deployment deployment) {
        return String.join(BETWEEN, deployment.repository(), deployment.digest(), deployment.name(), deployment.by());
    }

    List<Deployment> after(Sql sql, String namespace, String key, long now, int limit) {
        String[] last = key.split(BETWEEN, -1);
        boolean known = last.length == 4;
        return sql.list(
                """
                SELECT deployment.name, deployment.owner_name, repository.name, deployment.digest,
                  deployment.reported_at, deployment.expires_at
                FROM repository JOIN deployment ON deployment.repository_id = repository.id
                WHERE repository.namespace = ? AND repository.deleted_at IS NULL AND deployment.expires_at > ?
                  AND (repository.name, deployment.digest, deployment.name, deployment.owner_name) > (?, ?, ?, ?)
                ORDER BY repository.name, deployment.digest, deployment.name, deployment.owner_name LIMIT ?
                """,
                row -> new Deployment(
                        row.text(1),
                        row.text(2),
                        row.text(3),
                        row.text(4),
                        instant(row.number(5)),
                        instant(row.number(6))),
                namespace,
                now,
                known ? last[0] : "",
                known ? last[1] : "",
                known ? last[2] : "",
                known ? last[3] : "",
                limit);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
