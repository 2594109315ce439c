package dev.entrepot.scanning;

import dev.entrepot.database.Sql;
import java.util.List;

/// What is left of images that are no more, over all tables of this package.
final class SweepTable {
    /// A place in a walk over layers.
    record Layer(String namespace, String digest) {
        static final Layer FIRST = new Layer("", "");
    }

    List<Long> images(Sql sql, long after, int limit) {
        return sql.list(
                "SELECT id FROM image_scan WHERE id > ? ORDER BY id LIMIT ?", row -> row.number(1), after, limit);
    }

    /// Those between two ids, the first excluded, whose manifest no repository of the namespace has, nor its trash.
    List<Long> deserted(Sql sql, long after, long last) {
        return sql.list("""
                SELECT image_scan.id FROM image_scan
                WHERE image_scan.id > ? AND image_scan.id <= ? AND NOT EXISTS (
                  SELECT 1 FROM manifest JOIN repository ON repository.id = manifest.repository_id
                  WHERE manifest.digest = image_scan.digest AND repository.namespace = image_scan.namespace
                    AND (repository.deleted_at IS NULL OR repository.deleted_at <> 0))
                ORDER BY image_scan.id
                """, row -> row.number(1), after, last);
    }

    void dropImage(Sql sql, long id) {
        sql.update("DELETE FROM image_change WHERE image_id = ?", id);
        sql.update("DELETE FROM image_contents WHERE image_id = ?", id);
        sql.update("DELETE FROM image_package WHERE image_id = ?", id);
        sql.update("DELETE FROM image_scan WHERE id = ?", id);
    }

    List<Layer> layers(Sql sql, Layer after, int limit) {
        return sql.list("""
                SELECT namespace, digest FROM layer_reading WHERE (namespace, digest) > (?, ?)
                ORDER BY namespace, digest LIMIT ?
                """, row -> new Layer(row.text(1), row.text(2)), after.namespace, after.digest, limit);
    }

    /// Whether no repository of the namespace links a layer, nor its trash.
    boolean isDeserted(Sql sql, Layer layer) {
        return sql.first("""
                        SELECT 1 FROM blob JOIN link ON link.storage_key = blob.storage_key
                        JOIN repository ON repository.id = link.repository_id
                        WHERE blob.digest = ? AND repository.namespace = ?
                          AND (repository.deleted_at IS NULL OR repository.deleted_at <> 0)
                        LIMIT 1
                        """, row -> row.number(1), layer.digest, layer.namespace)
                .isEmpty();
    }

    int dropLayer(Sql sql, Layer layer) {
        return sql.update(
                "DELETE FROM layer_reading WHERE namespace = ? AND digest = ?", layer.namespace, layer.digest);
    }

    List<Long> packages(Sql sql, long after, int limit) {
        return sql.list("SELECT id FROM package WHERE id > ? ORDER BY id LIMIT ?", row -> row.number(1), after, limit);
    }

    /// Those between two ids, the first excluded, that no image has.
    List<Long> unused(Sql sql, long after, long last) {
        return sql.list("""
                SELECT id FROM package WHERE id > ? AND id <= ? AND NOT EXISTS (
                  SELECT 1 FROM image_package WHERE image_package.package_id = package.id)
                ORDER BY id
                """, row -> row.number(1), after, last);
    }

    void dropPackage(Sql sql, long id) {
        sql.update("DELETE FROM package_change WHERE package_id = ?", id);
        sql.update("DELETE FROM package_finding WHERE package_id = ?", id);
        sql.update("DELETE FROM package WHERE id = ?", id);
    }
}
