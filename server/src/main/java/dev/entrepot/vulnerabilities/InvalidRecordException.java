package dev.entrepot.vulnerabilities;

/// A record does not say what its form demands; those around it are not concerned.
final class InvalidRecordException extends Exception {
    InvalidRecordException(String what) {
        super(what);
    }
}
