package dev.entrepot.backup;

import dev.entrepot.database.Catalog;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Loads the rows of a snapshot into a database with the tables of the same version.
final class RowLoader {
    /// Rows of one transaction at most, and the bytes that they may come to, roughly.
    private static final int ROWS = 1_000;

    private static final long BYTES = 4 << 20;

    /// Belongs to the database and not to what is in it.
    private static final String FACTS = "registry_fact";

    private final Database database;
    private final Path snapshot;
    private final Manifest manifest;
    private final Map<String, Catalog.Table> tables;
    private final List<String> order;

    RowLoader(Database database, Path snapshot, Manifest manifest) {
        this.database = database;
        this.snapshot = snapshot;
        this.manifest = manifest;
        List<Catalog.Table> all = database.read(Sql::tables);
        this.order = all.stream().map(Catalog.Table::name).toList();
        this.tables = all.stream().collect(Collectors.toMap(Catalog.Table::name, Function.identity()));
    }

    /// Throws {@link DamagedBackupException} when the snapshot has what the database has not.
    void requireFitting() {
        for (Manifest.Table table : manifest.tables()) {
            Catalog.Table here = tables.get(table.name());
            if (here == null || !Set.copyOf(here.columns()).containsAll(table.columns())) {
                throw new DamagedBackupException("table " + table.name() + " of snapshot " + manifest.id()
                        + " has other columns than version " + manifest.schema() + " of the tables");
            }
        }
    }

    /// Whether a registry is in there: whatever its migrations themselves put in is none.
    boolean databaseIsEmpty() {
        return database.read(sql -> List.of("account", "namespace", "blob", "audit_entry").stream()
                .allMatch(name -> sql.list("SELECT 1 FROM " + name + " LIMIT 1", row -> row.number(1))
                        .isEmpty()));
    }

    /// Empties the tables of what an earlier, cut-off load left, and of what the migrations put in.
    void empty() {
        for (String name : order.reversed()) {
            if (!name.equals(FACTS)) {
                database.write(sql -> sql.update("DELETE FROM \"" + name + '"'));
            }
        }
    }

    /// Loads all tables, in the order of the foreign keys. Returns how many rows.
    long load(Watch watch) throws IOException {
        long total = manifest.tables().stream().mapToLong(Manifest.Table::rows).sum();
        long done = 0;
        for (String name : order) {
            for (Manifest.Table table : manifest.tables()) {
                if (table.name().equals(name) && !name.equals(FACTS) && !Backups.LEFT_OUT.contains(name)) {
                    watch.at(done, total, "rows", "table " + name);
                    load(table, watch, done, total);
                    done += table.rows();
                }
            }
        }
        return done;
    }

    private void load(Manifest.Table table, Watch watch, long before, long total) throws IOException {
        String statement = insert(table);
        List<@Nullable Object[]> batch = new ArrayList<>(ROWS);
        long[] counted = {0, before};
        RowReader.each(snapshot, table, row -> {
            batch.add(row);
            counted[0] += bytes(row);
            counted[1]++;
            if (batch.size() == ROWS || counted[0] > BYTES) {
                write(statement, batch);
                counted[0] = 0;
                watch.at(counted[1], total, "rows", "table " + table.name());
            }
        });
        write(statement, batch);
    }

    private void write(String statement, List<@Nullable Object[]> batch) {
        List<@Nullable Object[]> rows = List.copyOf(batch);
        batch.clear();
        database.write(sql -> sql.updateAll(statement, rows));
    }

    /// The names are those of the database: {@link #requireFitting} looked.
    private static String insert(Manifest.Table table) {
        String columns = table.columns().stream()
                .map(column -> '"' + column.name() + '"')
                .collect(Collectors.joining(", "));
        String places = table.columns().stream().map(column -> "?").collect(Collectors.joining(", "));
        return "INSERT INTO \"" + table.name() + "\" (" + columns + ") VALUES (" + places + ")";
    }

    private static long bytes(@Nullable Object[] row) {
        long bytes = 0;
        for (Object value : row) {
            bytes += switch (value) {
                case String text -> text.length();
                case byte[] raw -> raw.length;
                case null, default -> Long.BYTES;
            };
        }
        return bytes;
    }
}
