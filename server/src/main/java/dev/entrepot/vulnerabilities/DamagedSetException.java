package dev.entrepot.vulnerabilities;

/// A file of the vulnerability database does not hold what was written. Nothing of it is used: an answer
/// without it would look as if vulnerabilities had been fixed. Importing the set again heals it.
public final class DamagedSetException extends RuntimeException {
    DamagedSetException(String what) {
        super(what);
    }

    DamagedSetException(String what, Throwable cause) {
        super(what, cause);
    }
}
