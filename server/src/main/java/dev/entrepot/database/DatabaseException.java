package dev.entrepot.database;

import dev.entrepot.health.UnavailableException;

/// The database could not do what was asked. Answered 503 `UNAVAILABLE`.
public class DatabaseException extends UnavailableException {
    public DatabaseException(String message) {
        super(message);
    }

    public DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
