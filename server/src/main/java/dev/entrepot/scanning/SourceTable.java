package dev.entrepot.scanning;

import dev.entrepot.database.Sql;
import java.util.List;
import java.util.Optional;

/// Table `vulnerability_source`.
final class SourceTable {
    /// @param validators of what was imported from it last; empty text when nothing was
    /// @param age of the database that held it
    record Stored(String source, String validators, long age, long fetchedAt, String problem) {}

    List<Stored> all(Sql sql) {
        return sql.list(
                "SELECT source, validators, age, fetched_at, problem FROM vulnerability_source ORDER BY source",
                row -> new Stored(row.text(1), row.text(2), row.number(3), row.number(4), row.text(5)));
    }

    Optional<Stored> find(Sql sql, String source) {
        return all(sql).stream().filter(each -> each.source.equals(source)).findFirst();
    }

    void put(Sql sql, Stored stored) {
        sql.update("""
                INSERT INTO vulnerability_source (source, validators, age, fetched_at, problem) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (source) DO UPDATE SET validators = excluded.validators, age = excluded.age,
                  fetched_at = excluded.fetched_at, problem = excluded.problem
                """, stored.source, stored.validators, stored.age, stored.fetchedAt, stored.problem);
    }

    void delete(Sql sql, String source) {
        sql.update("DELETE FROM vulnerability_source WHERE source = ?", source);
    }
}
