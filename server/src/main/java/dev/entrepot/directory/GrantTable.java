package dev.entrepot.directory;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.util.List;
import java.util.Optional;

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

    /// The row of that key, if there is one.
    Optional<Grant> find(Sql sql, Subject subject, Place place, Role role) {
        return sql.first(
                """
                SELECT g.id, g.subject_kind, g.subject_id, '', g.role, g.namespace, g.repository, g.condition, g.version,
                  g.created_at, g.created_by
                FROM access_grant g
                WHERE g.subject_kind = ? AND g.subject_id = ? AND g.namespace = ? AND g.repository = ? AND g.role = ?
                """,
                row -> grant(row, subject),
                subject.kind().id(),
                subject.id(),
                place.namespace(),
                place.repository(),
                role.id());
    }

    /// Of everybody, in order of place, subject and role.
    List<Grant> page(Sql sql, Span span, Cursor after, int limit) {
        return sql.list(
                """
                SELECT g.id, g.subject_kind, g.subject_id, COALESCE(a.name, t.name, r.name), g.role, g.namespace,
                  g.repository, g.condition, g.version, g.created_at, g.created_by
                FROM access_grant g
                LEFT JOIN account a ON g.subject_kind = 'user' AND a.id = g.subject_id
                LEFT JOIN team t ON g.subject_kind = 'team' AND t.id = g.subject_id
                LEFT JOIN robot r ON g.subject_kind = 'robot' AND r.id = g.subject_id
                WHERE g.namespace >= ? AND g.namespace <= ? AND g.repository >= ? AND g.repository <= ?
                  AND (g.namespace, g.repository, g.subject_kind, g.subject_id, g.role) > (?, ?, ?, ?, ?)
                ORDER BY g.namespace, g.repository, g.subject_kind, g.subject_id, g.role LIMIT ?
                """,
                GrantTable::grant,
                span.firstNamespace(),
                span.lastNamespace(),
                span.firstRepository(),
                span.lastRepository(),
                after.namespace(),
                after.repository(),
                after.kind(),
                after.subjectId(),
                after.role(),
                limit);
    }

    /// Of one subject, in order of place and role.
    List<Grant> pageOf(Sql sql, Subject subject, Span span, Cursor after, int limit) {
        return sql.list(
                """
                SELECT g.id, g.subject_kind, g.subject_id, '', g.role, g.namespace, g.repository, g.condition, g.version,
                  g.created_at, g.created_by
                FROM access_grant g
                WHERE g.subject_kind = ? AND g.subject_id = ?
                  AND g.namespace >= ? AND g.namespace <= ? AND g.repository >= ? AND g.repository <= ?
                  AND (g.namespace, g.repository, g.role) > (?, ?, ?)
                ORDER BY g.namespace, g.repository, g.role LIMIT ?
                """,
                row -> grant(row, subject),
                subject.kind().id(),
                subject.id(),
                span.firstNamespace(),
                span.lastNamespace(),
                span.firstRepository(),
                span.lastRepository(),
                after.namespace(),
                after.repository(),
                after.role(),
                limit);
    }

    /// Bounds of the places that a page may name, inclusive.
    record Span(String firstNamespace, String lastNamespace, String firstRepository, String lastRepository) {}

    /// The key of the last row of the page before.
    record Cursor(String namespace, String repository, String kind, String subjectId, String role) {}

    /// False when the key is taken.
    boolean insert(Sql sql, Grant grant) {
        return sql.update(
                        """
                        INSERT INTO access_grant (id, subject_kind, subject_id, namespace, repository, role, condition,
                          version, created_at, created_by)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                        """,
                        grant.id(),
                        grant.subject().kind().id(),
                        grant.subject().id(),
                        grant.place().namespace(),
                        grant.place().repository(),
                        grant.role().id(),
                        grant.condition(),
                        grant.version(),
                        Micros.of(grant.createdAt()),
                        grant.createdBy())
                == 1;
    }

    /// False when the row has another version now.
    boolean setCondition(Sql sql, Grant grant, String condition) {
        return sql.update(
                        "UPDATE access_grant SET condition = ?, version = version + 1 WHERE id = ? AND version = ?",
                        condition,
                        grant.id(),
                        grant.version())
                == 1;
    }

    /// False when the row has another version now.
    boolean delete(Sql sql, Grant grant) {
        return sql.update("DELETE FROM access_grant WHERE id = ? AND version = ?", grant.id(), grant.version()) == 1;
    }

    void deleteOf(Sql sql, Subject.Kind kind, String subjectId) {
        sql.update("DELETE FROM access_grant WHERE subject_kind = ? AND subject_id = ?", kind.id(), subjectId);
    }

    /// Moves what holds on one repository to another name. Where the same role is there for the same subject, that
    /// one stays as it is.
    void move(Sql sql, Place from, Place to) {
        sql.update(
                """
                UPDATE access_grant SET namespace = ?, repository = ?, version = version + 1
                WHERE namespace = ? AND repository = ? AND NOT EXISTS (
                  SELECT 1 FROM access_grant other
                  WHERE other.subject_kind = access_grant.subject_kind AND other.subject_id = access_grant.subject_id
                    AND other.role = access_grant.role AND other.namespace = ? AND other.repository = ?)
                """,
                to.namespace(),
                to.repository(),
                from.namespace(),
                from.repository(),
                to.namespace(),
                to.repository());
        sql.update(
                "DELETE FROM access_grant WHERE namespace = ? AND repository = ?", from.namespace(), from.repository());
    }

    private static Grant grant(Row row) {
        return grant(row, Subject.of(row.text(2), row.text(3), row.text(4)));
    }

    private static Grant grant(Row row, Subject subject) {
        return new Grant(
                row.text(1),
                subject,
                Role.of(row.text(5)),
                new Place(row.text(6), row.text(7)),
                row.text(8),
                row.number(9),
                Micros.instant(row.number(10)),
                row.text(11));
    }

    void deleteOn(Sql sql, Place place) {
        sql.update(
                "DELETE FROM access_grant WHERE namespace = ? AND repository = ?",
                place.namespace(),
                place.repository());
    }

    void deleteIn(Sql sql, String namespace) {
        sql.update("DELETE FROM access_grant WHERE namespace = ?", namespace);
    }
}
