package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.util.List;

/// What is left of repositories and bins that are nobody's any more (`deleted_at` is 0), over all tables that name
/// them.
final class RemainsTable {
    List<Long> some(Sql sql, int limit) {
        return sql.list("""
                SELECT id FROM repository WHERE deleted_at = 0
                  AND NOT EXISTS (SELECT 1 FROM upload WHERE upload.repository_id = repository.id)
                ORDER BY id LIMIT ?
                """, row -> row.number(1), limit);
    }

    /// Drops tags, their history, and what manifests name; returns how many rows. At most `limit` of each.
    int dropNaming(Sql sql, long id, int limit) {
        int dropped = sql.update("""
                DELETE FROM tag WHERE repository_id = ? AND name IN (
                  SELECT name FROM tag WHERE repository_id = ? ORDER BY name LIMIT ?)
                """, id, id, limit);
        dropped += sql.update("""
                DELETE FROM tag_move WHERE repository_id = ? AND name IN (
                  SELECT name FROM tag_move WHERE repository_id = ? ORDER BY name, version LIMIT ?)
                """, id, id, limit);
        dropped += sql.update("""
                DELETE FROM manifest_child WHERE repository_id = ? AND parent_digest IN (
                  SELECT parent_digest FROM manifest_child WHERE repository_id = ? ORDER BY parent_digest LIMIT ?)
                """, id, id, limit);
        dropped += sql.update("""
                DELETE FROM manifest_blob WHERE repository_id = ? AND manifest_digest IN (
                  SELECT manifest_digest FROM manifest_blob WHERE repository_id = ? ORDER BY manifest_digest LIMIT ?)
                """, id, id, limit);
        dropped += sql.update("""
                DELETE FROM link WHERE repository_id = ? AND state <> 'present' AND digest IN (
                  SELECT digest FROM link WHERE repository_id = ? AND state <> 'present' ORDER BY digest LIMIT ?)
                  AND NOT EXISTS (SELECT 1 FROM manifest_blob
                    WHERE manifest_blob.repository_id = ? AND manifest_blob.blob_digest = link.digest)
                """, id, id, limit, id);
        dropped += sql.update("DELETE FROM orphan WHERE repository_id = ?", id);
        return dropped;
    }

    List<Digest> manifests(Sql sql, long id, int limit) {
        return sql.list(
                "SELECT digest FROM manifest WHERE repository_id = ? ORDER BY digest LIMIT ?",
                row -> Digest.parse(row.text(1)),
                id,
                limit);
    }

    List<Digest> links(Sql sql, long id, int limit) {
        return sql.list(
                "SELECT digest FROM link WHERE repository_id = ? AND state = 'present' ORDER BY digest LIMIT ?",
                row -> Digest.parse(row.text(1)),
                id,
                limit);
    }

    /// Forgets the row itself, unless an upload is still under way.
    boolean forget(Sql sql, long id) {
        sql.update("DELETE FROM repository_label WHERE repository_id = ?", id);
        return sql.update("""
                DELETE FROM repository WHERE id = ? AND deleted_at = 0
                  AND NOT EXISTS (SELECT 1 FROM upload WHERE upload.repository_id = ?)
                """, id, id) == 1;
    }
}
