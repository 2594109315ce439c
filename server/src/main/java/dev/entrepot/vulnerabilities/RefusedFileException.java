package dev.entrepot.vulnerabilities;

/// A whole file cannot be read: what it held before stays.
final class RefusedFileException extends Exception {
    RefusedFileException(String what) {
        super(what);
    }
}
