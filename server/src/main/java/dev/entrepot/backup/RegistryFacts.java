package dev.entrepot.backup;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.storage.StorageKey;
import java.util.Optional;

/// Table `registry_fact`: which database this is, and whether a restore into it is unfinished.
public final class RegistryFacts {
    /// Random, made with the database and anew by each restore: a copy of a database is another database.
    static final String DATABASE_ID = "database-id";

    /// The snapshot that is being laid down here, while it is.
    static final String RESTORE = "restore";

    /// Gives a new database its id. Throws {@link UnusableFolderException} when half a restore lies here.
    public static void begin(Database database) {
        RegistryFacts facts = new RegistryFacts();
        Optional<String> unfinished = database.read(sql -> facts.value(sql, RESTORE));
        if (unfinished.isPresent()) {
            throw new UnusableFolderException("this database holds half of a restore that was cut off ("
                    + unfinished.get() + "): run the same `entrepot restore` again until it ends");
        }
        if (database.read(facts::databaseId).isEmpty()) {
            database.write(sql -> {
                if (facts.databaseId(sql).isEmpty()) {
                    facts.put(sql, DATABASE_ID, newId());
                }
                return facts;
            });
        }
    }

    static String newId() {
        return StorageKey.random().text();
    }

    Optional<String> databaseId(Sql sql) {
        return value(sql, DATABASE_ID);
    }

    Optional<String> value(Sql sql, String name) {
        return sql.first("SELECT value FROM registry_fact WHERE name = ?", row -> row.text(1), name);
    }

    void put(Sql sql, String name, String value) {
        sql.update("""
                INSERT INTO registry_fact (name, value) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """, name, value);
    }

    void remove(Sql sql, String name) {
        sql.update("DELETE FROM registry_fact WHERE name = ?", name);
    }
}
