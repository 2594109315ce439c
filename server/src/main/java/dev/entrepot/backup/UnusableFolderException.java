package dev.entrepot.backup;

/// A folder is not what it must be for what was asked. The message says what, why, and what to do.
public final class UnusableFolderException extends RuntimeException {
    public UnusableFolderException(String message) {
        super(message);
    }
}
