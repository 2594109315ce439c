package dev.entrepot.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// The current row of a result; columns are counted from 1 in the order of the SELECT.
public final class Row {
    private final ResultSet results;
    private final Sql sql;

    Row(ResultSet results, Sql sql) {
        this.results = results;
        this.sql = sql;
    }

    public String text(int column) {
        return text(column, optionalText(column));
    }

    private static String text(int column, Optional<String> value) {
        return value.orElseThrow(() -> new IllegalStateException("column " + column + " is null"));
    }

    public Optional<String> optionalText(int column) {
        try {
            return Optional.ofNullable(results.getString(column));
        } catch (SQLException e) {
            throw sql.failed("reading column " + column, e);
        }
    }

    public long number(int column) {
        try {
            long value = results.getLong(column);
            if (results.wasNull()) {
                throw new IllegalStateException("column " + column + " is null");
            }
            return value;
        } catch (SQLException e) {
            throw sql.failed("reading column " + column, e);
        }
    }

    public Optional<Long> optionalNumber(int column) {
        try {
            long value = results.getLong(column);
            return results.wasNull() ? Optional.empty() : Optional.of(value);
        } catch (SQLException e) {
            throw sql.failed("reading column " + column, e);
        }
    }

    public byte[] bytes(int column) {
        return optionalBytes(column).orElseThrow(() -> new IllegalStateException("column " + column + " is null"));
    }

    public Optional<byte[]> optionalBytes(int column) {
        try {
            return Optional.ofNullable(results.getBytes(column));
        } catch (SQLException e) {
            throw sql.failed("reading column " + column, e);
        }
    }
}
