package dev.entrepot.content;

import dev.entrepot.database.Sql;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Table `repository_label`.
final class LabelTable {
    SortedMap<String, String> of(Sql sql, long repositoryId) {
        SortedMap<String, String> labels = new TreeMap<>();
        sql.list(
                        "SELECT name, value FROM repository_label WHERE repository_id = ? ORDER BY name",
                        row -> Map.entry(row.text(1), row.text(2)),
                        repositoryId)
                .forEach(label -> labels.put(label.getKey(), label.getValue()));
        return labels;
    }

    void replace(Sql sql, long repositoryId, Map<String, String> labels) {
        drop(sql, repositoryId);
        labels.forEach((name, value) -> sql.update(
                "INSERT INTO repository_label (repository_id, name, value) VALUES (?, ?, ?)",
                repositoryId,
                name,
                value));
    }

    void drop(Sql sql, long repositoryId) {
        sql.update("DELETE FROM repository_label WHERE repository_id = ?", repositoryId);
    }
}
