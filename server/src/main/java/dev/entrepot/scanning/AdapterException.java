package dev.entrepot.scanning;

/// An adapter cannot be reached, or answers something else than its API says.
final class AdapterException extends Exception {
    private static final long serialVersionUID = 1;

    AdapterException(String why) {
        super(why);
    }

    AdapterException(String why, Throwable cause) {
        super(why, cause);
    }
}
