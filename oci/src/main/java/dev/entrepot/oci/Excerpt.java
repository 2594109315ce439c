package dev.entrepot.oci;

/// Hostile text made fit for a message: short, on one line, and without characters that steer a terminal.
final class Excerpt {
    private static final int LIMIT = 100;

    private Excerpt() {}

    /// The text in double quotes, at most {@link #LIMIT} of its characters; what cannot be shown is written as
    /// `\\uXXXX`.
    static String quoted(String text) {
        return '"' + bare(text) + '"';
    }

    /// As {@link #quoted}, without the quotes.
    static String bare(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), LIMIT); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                shown.append(c);
            } else {
                shown.append(String.format("\\u%04x", (int) c));
            }
        }
        if (text.length() > LIMIT) {
            shown.append("… (").append(text.length()).append(" characters)");
        }
        return shown.toString();
    }
}
