package dev.entrepot.database;

import dev.entrepot.health.StorageFullException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What an SQL error means, on both engines.
final class SqlErrors {
    /// What a failed statement says about the transaction and the database below it.
    enum Meaning {
        /// The data refused it; the other members of a shared commit are not touched.
        CONSTRAINT,
        /// No room left; rolled back, the database is sound.
        FULL,
        /// It may succeed when the transaction runs again whole.
        RETRY,
        /// A wrong statement or a busy or distant database: rolled back, nothing is in doubt.
        SOUND,
        /// What is on the disk, or what was committed, is in doubt.
        UNSOUND
    }

    private SqlErrors() {}

    static RuntimeException translate(String what, SQLException error) {
        if (error instanceof FailedStatement failed) {
            return failed.translated();
        }
        return switch (meaning(error)) {
            case CONSTRAINT -> new ConstraintViolation(constraintKind(error), error);
            case FULL -> new StorageFullException("database", error);
            case RETRY, SOUND, UNSOUND ->
                new DatabaseException("database error: " + error.getMessage() + ": " + what, error);
        };
    }

    static Meaning meaning(SQLException error) {
        if (error instanceof FailedStatement failed) {
            return meaning(failed.reason());
        }
        return error instanceof SQLiteException sqlite
                ? sqliteMeaning(sqlite.getResultCode())
                : stateMeaning(state(error));
    }

    /// The low byte of an extended code is its primary code.
    private static Meaning sqliteMeaning(SQLiteErrorCode extended) {
        return switch (primary(extended)) {
            case SQLITE_CONSTRAINT -> Meaning.CONSTRAINT;
            case SQLITE_FULL -> Meaning.FULL;
            case SQLITE_ERROR,
                    SQLITE_BUSY,
                    SQLITE_LOCKED,
                    SQLITE_NOMEM,
                    SQLITE_INTERRUPT,
                    SQLITE_SCHEMA,
                    SQLITE_TOOBIG,
                    SQLITE_MISMATCH,
                    SQLITE_MISUSE,
                    SQLITE_RANGE -> Meaning.SOUND;
            default -> Meaning.UNSOUND;
        };
    }

    private static SQLiteErrorCode primary(SQLiteErrorCode extended) {
        return SQLiteErrorCode.getErrorCode(extended.code & 0xff);
    }

    private static Meaning stateMeaning(String state) {
        return switch (state) {
            case "53100" -> Meaning.FULL;
            // 53200: no room for what serializable transactions note about each other, until some of them end.
            case "40001", "40P01", "53200" -> Meaning.RETRY;
            default -> state.startsWith("23") ? Meaning.CONSTRAINT : Meaning.SOUND;
        };
    }

    private static ConstraintViolation.Kind constraintKind(SQLException error) {
        return error instanceof SQLiteException sqlite
                ? sqliteConstraint(sqlite.getResultCode())
                : stateConstraint(state(error));
    }

    private static ConstraintViolation.Kind sqliteConstraint(SQLiteErrorCode code) {
        return switch (code) {
            case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID ->
                ConstraintViolation.Kind.UNIQUE;
            case SQLITE_CONSTRAINT_FOREIGNKEY -> ConstraintViolation.Kind.FOREIGN_KEY;
            default -> ConstraintViolation.Kind.OTHER;
        };
    }

    private static ConstraintViolation.Kind stateConstraint(String state) {
        return switch (state) {
            case "23505" -> ConstraintViolation.Kind.UNIQUE;
            case "23503", "23001" -> ConstraintViolation.Kind.FOREIGN_KEY;
            default -> ConstraintViolation.Kind.OTHER;
        };
    }

    private static String state(SQLException error) {
        String state = error.getSQLState();
        return state == null ? "" : state;
    }
}
