package dev.entrepot.policy;

/// Behind which policy a listing goes on.
///
/// @param place empty text at the beginning
record PolicyCursor(String place, String name) {
    /// As {@link PolicyKey#cursor} writes it.
    static PolicyCursor parse(String text) {
        int space = text.indexOf(' ');
        return space < 0
                ? new PolicyCursor(text, "")
                : new PolicyCursor(text.substring(0, space), text.substring(space + 1));
    }
}
