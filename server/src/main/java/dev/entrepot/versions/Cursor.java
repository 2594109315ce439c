package dev.entrepot.versions;

/// Walks through a version. Letters and digits are those of ASCII: no ecosystem gives others a meaning.
final class Cursor {
    private final String text;
    private int position;

    Cursor(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return position >= text.length();
    }

    /// The next character, or NUL at the end.
    char peek() {
        return atEnd() ? '\0' : text.charAt(position);
    }

    char next() {
        return text.charAt(position++);
    }

    /// Steps over `prefix` if it stands here.
    boolean skip(String prefix) {
        boolean here = text.startsWith(prefix, position);
        position += here ? prefix.length() : 0;
        return here;
    }

    boolean atDigit() {
        return !atEnd() && isDigit(peek());
    }

    boolean atLetter() {
        return !atEnd() && isLetter(peek());
    }

    boolean atNumberAfterDot() {
        return peek() == '.' && position + 1 < text.length() && isDigit(text.charAt(position + 1));
    }

    /// The digits that begin here; may be empty.
    String digits() {
        int start = position;
        while (atDigit()) {
            position++;
        }
        return text.substring(start, position);
    }

    /// The letters that begin here; may be empty.
    String letters() {
        int start = position;
        while (atLetter()) {
            position++;
        }
        return text.substring(start, position);
    }

    String rest() {
        return text.substring(position);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /// Whether this is one digit or more and nothing else.
    static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> isDigit((char) c));
    }
}
