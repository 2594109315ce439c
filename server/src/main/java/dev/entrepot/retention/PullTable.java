package dev.entrepot.retention;

import dev.entrepot.database.Sql;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Columns `pulled_at` of tables `manifest` and `tag`, and since when they are filled.
final class PullTable {
    private static final String SINCE = "pulls-since";

    /// Since when pulls are noted; 0 when nobody began.
    long since(Sql sql) {
        return sql.first("SELECT value FROM registry_fact WHERE name = ?", row -> Long.parseLong(row.text(1)), SINCE)
                .orElse(0L);
    }

    void begin(Sql sql, long now) {
        sql.update(
                "INSERT INTO registry_fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                SINCE,
                Long.toString(now));
    }

    /// Pulls before now may be missing.
    void beginAnew(Sql sql, long now) {
        begin(sql, now);
        sql.update("UPDATE registry_fact SET value = ? WHERE name = ?", Long.toString(now), SINCE);
    }

    /// Notes these pulls, but no row again within a minute.
    void note(Sql sql, List<Pulls.Pull> pulls, long now, long minute) {
        List<@Nullable Object[]> manifests = new ArrayList<>();
        List<@Nullable Object[]> tags = new ArrayList<>();
        for (Pulls.Pull pull : pulls) {
            String name = pull.repository().text();
            String digest = pull.digest();
            manifests.add(new Object[] {now, name, digest, now - minute});
            if (!pull.tag().isEmpty()) {
                tags.add(new Object[] {now, name, pull.tag(), digest, now - minute});
            }
        }
        sql.updateAll("""
                UPDATE manifest SET pulled_at = ?
                WHERE repository_id = (SELECT id FROM repository WHERE name = ?) AND digest = ?
                  AND (pulled_at IS NULL OR pulled_at <= ?)
                """, manifests);
        sql.updateAll("""
                UPDATE tag SET pulled_at = ?
                WHERE repository_id = (SELECT id FROM repository WHERE name = ?) AND name = ? AND digest = ?
                  AND (pulled_at IS NULL OR pulled_at <= ?)
                """, tags);
    }
}
