package dev.entrepot.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/// Prepared statements of one connection. A statement that is given back may be taken again; one that failed is
/// closed instead.
interface Statements {
    PreparedStatement take(String text) throws SQLException;

    void giveBack(String text, PreparedStatement statement) throws SQLException;
}
