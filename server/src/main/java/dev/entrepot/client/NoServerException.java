package dev.entrepot.client;

/// It is not known which server to ask, or as whom; the message says how to tell.
public final class NoServerException extends RuntimeException {
    public NoServerException(String message) {
        super(message);
    }
}
