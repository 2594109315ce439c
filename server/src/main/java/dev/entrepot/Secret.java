package dev.entrepot;

/// A text that is never printed.
///
/// @param text the secret itself
public record Secret(String text) {
    public Secret {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a secret is not empty");
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
