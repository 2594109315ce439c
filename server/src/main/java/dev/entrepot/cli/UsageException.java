package dev.entrepot.cli;

/// The words on the command line do not make a request; the message says what to write.
final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }
}
