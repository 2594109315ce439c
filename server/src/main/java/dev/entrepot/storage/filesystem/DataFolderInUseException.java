package dev.entrepot.storage.filesystem;

/// Another process works on the same data folder.
public final class DataFolderInUseException extends RuntimeException {
    DataFolderInUseException(String message) {
        super(message);
    }
}
