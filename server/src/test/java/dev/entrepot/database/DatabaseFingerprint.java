package dev.entrepot.database;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What stands in a database, table by table, past all code of the server: all rows and columns but the audit's, and
/// those that tell when something was used.
public final class DatabaseFingerprint implements AutoCloseable {
    private static final Set<String> LEFT_OUT =
            Set.of("audit_entry", "audit_bound", "audit_checkpoint", "access_epoch", "retention_time");
    private static final Set<String> COLUMNS_LEFT_OUT = Set.of("last_used_at", "pulled_at", "expires_after");

    private final Connection connection;
    private final Map<String, String> selects = new TreeMap<>();

    private DatabaseFingerprint(Connection connection) {
        this.connection = connection;
    }

    /// Changes rows that no request can change, past all code of the server too.
    public static void change(TestDatabase test, String statement, Object... parameters) {
        try (Connection connection = connect(test);
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < parameters.length; i++) {
                prepared.setObject(i + 1, parameters[i]);
            }
            prepared.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    private static Connection connect(TestDatabase test) throws SQLException {
        return DriverManager.getConnection(
                test.config().url().map(DatabaseFingerprint::jdbc).orElse("jdbc:sqlite:" + sqlite(test)));
    }

    /// Of the database of a running registry.
    public static DatabaseFingerprint of(TestDatabase test) {
        try {
            DatabaseFingerprint fingerprint = new DatabaseFingerprint(connect(test));
            fingerprint.prepare(test.config().url().isPresent());
            return fingerprint;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sqlite(TestDatabase test) {
        return test.data().resolve("entrepot.db").toAbsolutePath().toString();
    }

    private static String jdbc(String url) {
        URI uri = URI.create(url);
        String[] user = uri.getUserInfo().split(":", 2);
        return "jdbc:postgresql://" + uri.getAuthority().replace(uri.getUserInfo() + "@", "") + uri.getPath() + "?user="
                + user[0] + (user.length > 1 ? "&password=" + user[1] : "");
    }

    private void prepare(boolean postgres) throws SQLException {
        Map<String, List<String>> columns = new TreeMap<>();
        String catalog = postgres
                ? "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
                : "SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'"
                        + " AND m.name NOT LIKE 'sqlite_%'";
        for (List<String> row : rows(catalog)) {
            if (!LEFT_OUT.contains(row.getFirst()) && !COLUMNS_LEFT_OUT.contains(row.getLast())) {
                columns.computeIfAbsent(row.getFirst(), name -> new ArrayList<>())
                        .add('"' + row.getLast() + '"');
            }
        }
        columns.forEach(
                (table, names) -> selects.put(table, "SELECT " + String.join(", ", names) + " FROM \"" + table + '"'));
    }

    /// The rows of every table, in an order of their own.
    public Map<String, List<String>> take() {
        Map<String, List<String>> tables = new TreeMap<>();
        selects.forEach((table, select) -> {
            try {
                tables.put(
                        table,
                        rows(select).stream()
                                .map(List::toString)
                                .sorted(Comparator.naturalOrder())
                                .toList());
            } catch (SQLException e) {
                throw new IllegalStateException(select, e);
            }
        });
        return tables;
    }

    private List<List<String>> rows(String select) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(select)) {
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(text(found, i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static String text(ResultSet found, int column) throws SQLException {
        return found.getObject(column) instanceof byte[] bytes
                ? java.util.HexFormat.of().formatHex(bytes)
                : String.valueOf(found.getObject(column));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
