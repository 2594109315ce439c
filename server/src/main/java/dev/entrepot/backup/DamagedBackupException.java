package dev.entrepot.backup;

/// A backup is not what was written. The message says what is wrong with which file.
public final class DamagedBackupException extends RuntimeException {
    public DamagedBackupException(String message) {
        super(message);
    }
}
