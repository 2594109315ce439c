package dev.entrepot.content;

import dev.entrepot.database.Sql;
import java.util.Optional;

/// Table `registry_fact`, as far as collection keeps its own state there.
final class FactTable {
    Optional<String> find(Sql sql, String name) {
        return sql.first("SELECT value FROM registry_fact WHERE name = ?", row -> row.text(1), name);
    }

    void put(Sql sql, String name, String value) {
        sql.update("""
                INSERT INTO registry_fact (name, value) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """, name, value);
    }

    /// Forgets the facts from `first` to before `end` whose value sorts before `value`.
    void forget(Sql sql, String first, String end, String value) {
        sql.update("DELETE FROM registry_fact WHERE name >= ? AND name < ? AND value < ?", first, end, value);
    }
}
