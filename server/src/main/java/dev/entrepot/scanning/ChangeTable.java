package dev.entrepot.scanning;

import dev.entrepot.database.Sql;
import dev.entrepot.packages.PackageType;
import java.util.List;

/// Tables `package_change` and `image_change`: what another vulnerability database changed, until the images were told.
///
/// ```
///   a package is matched again --> package_change (what), image_change (whom it concerns)     one transaction
///   an image is told           --> its image_change goes, its revision grows, events          one transaction
///   nobody is left to be told  --> all package_change go
/// ```
final class ChangeTable {
    /// @param since changes of its packages from then on are news for it
    record Concerned(long imageId, long since) {}

    /// @param found else fixed
    record Change(boolean found, PackageType type, String name, String version, String body) {}

    /// A vulnerability that a package has now, or has no more. What comes and goes before anybody was told is no news.
    void note(Sql sql, long packageId, String vulnerability, boolean found, String body, long now) {
        String kind = found ? "found" : "fixed";
        int undone = sql.update(
                "DELETE FROM package_change WHERE package_id = ? AND vulnerability = ? AND kind <> ?",
                packageId,
                vulnerability,
                kind);
        if (undone == 0) {
            sql.update("""
                    INSERT INTO package_change (package_id, vulnerability, kind, body, changed_at) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (package_id, vulnerability) DO UPDATE SET body = excluded.body,
                      changed_at = excluded.changed_at
                    """, packageId, vulnerability, kind, body, now);
        }
    }

    /// All images that have a package are to be told.
    void concern(Sql sql, long packageId, long now) {
        sql.update("""
                INSERT INTO image_change (image_id, changed_at)
                SELECT image_id, CAST(? AS BIGINT) FROM image_package WHERE package_id = ?
                ON CONFLICT (image_id) DO NOTHING
                """, now, packageId);
    }

    boolean any(Sql sql) {
        return sql.first("SELECT 1 FROM image_change LIMIT 1", row -> row.number(1))
                .isPresent();
    }

    long count(Sql sql) {
        return sql.first("SELECT COUNT(*) FROM image_change", row -> row.number(1))
                .orElse(0L);
    }

    List<Concerned> concerned(Sql sql, int limit) {
        return sql.list(
                "SELECT image_id, changed_at FROM image_change ORDER BY image_id LIMIT ?",
                row -> new Concerned(row.number(1), row.number(2)),
                limit);
    }

    /// False when somebody else told it.
    boolean take(Sql sql, long imageId) {
        return sql.update("DELETE FROM image_change WHERE image_id = ?", imageId) == 1;
    }

    List<Change> of(Sql sql, Concerned image, int limit) {
        return sql.list(
                """
                SELECT package_change.kind, package.type, package.name, package.version, package_change.body
                FROM image_package
                JOIN package_change ON package_change.package_id = image_package.package_id
                JOIN package ON package.id = image_package.package_id
                WHERE image_package.image_id = ? AND package_change.changed_at >= ?
                ORDER BY package.name, package.version, package_change.vulnerability LIMIT ?
                """,
                row -> new Change(
                        row.text(1).equals("found"),
                        PackageType.of(row.text(2)).orElseThrow(),
                        row.text(3),
                        row.text(4),
                        row.text(5)),
                image.imageId,
                image.since,
                limit);
    }

    /// Forgets what everybody was told.
    void settle(Sql sql) {
        sql.update("DELETE FROM package_change WHERE NOT EXISTS (SELECT 1 FROM image_change)");
    }
}
