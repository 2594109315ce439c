package dev.entrepot.http;

/// The request is not sound HTTP: a bad percent escape, a bad query, a `Host` that is none. Answered 400.
public final class BadRequestException extends RuntimeException {
    public BadRequestException(String message) {
        super(message);
    }
}
