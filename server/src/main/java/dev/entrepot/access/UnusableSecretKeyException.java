package dev.entrepot.access;

/// The secret-key-file is missing, broken or not the one of this database. Stops the start.
public final class UnusableSecretKeyException extends RuntimeException {
    public UnusableSecretKeyException(String message) {
        super(message);
    }

    public UnusableSecretKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
