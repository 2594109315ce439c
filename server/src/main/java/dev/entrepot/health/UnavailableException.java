package dev.entrepot.health;

/// Something that the request needs cannot be had just now. Answered 503 `UNAVAILABLE`; a later try may succeed.
public abstract class UnavailableException extends RuntimeException {
    protected UnavailableException(String message) {
        super(message);
    }

    protected UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
