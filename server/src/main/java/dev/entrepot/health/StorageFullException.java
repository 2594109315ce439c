package dev.entrepot.health;

/// The disk or the database is full: rolled back, nothing lost. Answered 507 `UNAVAILABLE`; a later try may
/// succeed.
public final class StorageFullException extends RuntimeException {
    public StorageFullException(String what, Throwable cause) {
        super(what + ": no space left; free some space and try again", cause);
    }
}
