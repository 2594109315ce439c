package dev.entrepot.database;

/// A statement broke a constraint. The transaction's work may catch it only to throw something else: on PostgreSQL
/// the transaction is already dead.
public final class ConstraintViolation extends DatabaseException {
    /// Which constraint was broken.
    public enum Kind {
        UNIQUE,
        FOREIGN_KEY,
        OTHER
    }

    private final Kind kind;

    public ConstraintViolation(Kind kind, Throwable cause) {
        super(kind + " constraint violated", cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
