package dev.entrepot.client;

/// No answer came: no connection, a broken one, or none that can be trusted.
public final class UnreachableException extends RuntimeException {
    public UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
