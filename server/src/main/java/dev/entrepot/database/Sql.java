package dev.entrepot.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Statements of one transaction. Parameters are `String`, `Long`, `Integer`, `byte[]` or null.
public final class Sql {
    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /// All rows, in the order of the statement. The statement itself bounds their number.
    public <T> List<T> list(String statement, Function<Row, T> mapper, @Nullable Object... parameters) {
        try (PreparedStatement prepared = prepare(statement, parameters);
                ResultSet results = prepared.executeQuery()) {
            Row row = new Row(results);
            List<T> all = new ArrayList<>();
            while (results.next()) {
                all.add(mapper.apply(row));
            }
            return all;
        } catch (SQLException e) {
            throw SqlErrors.translate(statement, e);
        }
    }

    /// The first row, or empty when there is none.
    public <T> Optional<T> first(String statement, Function<Row, T> mapper, @Nullable Object... parameters) {
        try (PreparedStatement prepared = prepare(statement, parameters);
                ResultSet results = prepared.executeQuery()) {
            return results.next() ? Optional.of(mapper.apply(new Row(results))) : Optional.empty();
        } catch (SQLException e) {
            throw SqlErrors.translate(statement, e);
        }
    }

    /// Runs a statement that changes rows and returns how many it changed.
    public int update(String statement, @Nullable Object... parameters) {
        try (PreparedStatement prepared = prepare(statement, parameters)) {
            return prepared.executeUpdate();
        } catch (SQLException e) {
            throw SqlErrors.translate(statement, e);
        }
    }

    private PreparedStatement prepare(String statement, @Nullable Object... parameters) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i];
            switch (value) {
                case null -> prepared.setObject(i + 1, null);
                case String text -> prepared.setString(i + 1, text);
                case Long number -> prepared.setLong(i + 1, number);
                case Integer number -> prepared.setLong(i + 1, number);
                case byte[] bytes -> prepared.setBytes(i + 1, bytes);
                default -> throw new IllegalStateException("not a parameter type: " + value.getClass());
            }
        }
        return prepared;
    }
}
