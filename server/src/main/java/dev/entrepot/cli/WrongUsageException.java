package dev.entrepot.cli;

/// What was asked for cannot be done as it was written; the message, that of the cause, says what to write instead.
public final class WrongUsageException extends RuntimeException {
    public WrongUsageException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
