package dev.entrepot.access;

/// A text that must never be printed or logged.
public record Secret(String text) {
    @Override
    public String toString() {
        return "***";
    }
}
