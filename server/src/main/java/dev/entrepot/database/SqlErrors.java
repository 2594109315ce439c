package dev.entrepot.database;

import java.sql.SQLException;

/// What an SQL error means, on both engines.
final class SqlErrors {
    private SqlErrors() {}

    static RuntimeException translate(String statement, SQLException error) {
        return new DatabaseException("statement failed: " + statement, error);
    }
}
