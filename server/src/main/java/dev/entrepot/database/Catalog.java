package dev.entrepot.database;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The tables as the database itself knows them: whoever copies all of them cannot forget a new one.
public final class Catalog {
    private Catalog() {}

    /// What a column holds, whatever the engine calls it.
    public enum Type {
        TEXT,
        NUMBER,
        BYTES
    }

    /// A column.
    public record Column(String name, Type type) {}

    /// A table with its columns, in the order of the table.
    public record Table(String name, List<Column> columns) {
        public Table {
            columns = List.copyOf(columns);
        }
    }

    /// All tables but the schema's own history, each behind those that its foreign keys point to.
    static List<Table> read(DatabaseMetaData metadata) throws SQLException {
        String schema = metadata.getConnection().getSchema();
        SortedMap<String, Set<String>> parents = new TreeMap<>();
        try (ResultSet tables = metadata.getTables(null, schema, "%", new String[] {"TABLE"})) {
            while (tables.next()) {
                String name = tables.getString("TABLE_NAME");
                if (!name.equals(Schema.HISTORY) && !name.startsWith("sqlite_")) {
                    parents.put(name, new TreeSet<>());
                }
            }
        }
        Map<String, Table> found = new HashMap<>();
        for (Map.Entry<String, Set<String>> table : parents.entrySet()) {
            found.put(table.getKey(), new Table(table.getKey(), columns(metadata, schema, table.getKey())));
            try (ResultSet keys = metadata.getImportedKeys(null, schema, table.getKey())) {
                while (keys.next()) {
                    table.getValue().add(keys.getString("PKTABLE_NAME").toLowerCase(Locale.ROOT));
                }
            }
            table.getValue().remove(table.getKey());
        }
        return inOrder(parents).stream()
                .map(name -> found.getOrDefault(name, new Table(name, List.of())))
                .toList();
    }

    private static List<Column> columns(DatabaseMetaData metadata, String schema, String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        // An underscore in the name is a wildcard here.
        try (ResultSet rows = metadata.getColumns(null, schema, table, "%")) {
            while (rows.next()) {
                if (rows.getString("TABLE_NAME").equals(table)) {
                    columns.add(new Column(rows.getString("COLUMN_NAME"), type(rows.getString("TYPE_NAME"))));
                }
            }
        }
        return columns;
    }

    private static Type type(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "TEXT" -> Type.TEXT;
            case "BIGINT", "INTEGER", "INT8", "INT4" -> Type.NUMBER;
            case "BLOB", "BYTEA" -> Type.BYTES;
            default -> throw new IllegalStateException("no table has columns of type " + name);
        };
    }

    private static List<String> inOrder(SortedMap<String, Set<String>> parents) {
        Set<String> left = new TreeSet<>(parents.keySet());
        List<String> order = new ArrayList<>();
        while (!left.isEmpty()) {
            List<String> next = left.stream()
                    .filter(name ->
                            parents.getOrDefault(name, Set.of()).stream().noneMatch(left::contains))
                    .toList();
            if (next.isEmpty()) {
                throw new IllegalStateException("foreign keys form a circle: " + left);
            }
            order.addAll(next);
            next.forEach(left::remove);
        }
        return order;
    }
}
