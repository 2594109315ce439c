package dev.entrepot.database;

import java.sql.SQLException;

/// The statement that killed a transaction, and why.
final class FailedStatement extends SQLException {
    private final String statement;
    private final SQLException reason;

    FailedStatement(String statement, SQLException reason) {
        super(statement + ": " + reason.getMessage(), reason);
        this.statement = statement;
        this.reason = reason;
    }

    SQLException reason() {
        return reason;
    }

    /// What the caller is told.
    RuntimeException translated() {
        return SqlErrors.translate(statement, reason);
    }
}
