package dev.entrepot.reading;

import java.util.Optional;

/// A file that is of a known kind, but broken or beyond the limits.
final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Optional<Evidence> found;

    /// @param why for people: what is wrong, such as `nested more than 8 archives deep`
    UnreadableException(String why) {
        this(why, Optional.empty());
    }

    UnreadableException(String why, Optional<Evidence> found) {
        super(why);
        this.found = found;
    }

    /// What was found before it broke.
    Optional<Evidence> found() {
        return found;
    }
}
