package dev.entrepot.directory;

import java.util.regex.Pattern;

/// What may be a name here, and what may be a text that people write. All methods that refuse throw
/// {@link IllegalArgumentException} with a text that says what was expected.
final class Names {
    /// Longer than any name that can exist: with its provider, or with its namespace.
    private static final int MAX_LENGTH = 511;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final String EXPECTED = "use 1 to 63 of a-z, 0-9, dot, dash and underscore, a letter or digit first";

    /// Behind everything that a text can begin with, in byte order.
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private Names() {}

    /// Decisions and the audit call callers without an account so.
    private static final String NOBODY = "anonymous";

    static String user(String name) {
        if (name.equals(NOBODY)) {
            throw new IllegalArgumentException("\"" + name + "\" means callers without an account; take another name");
        }
        return plain("a user", name);
    }

    static String team(String name) {
        return plain("a team", name);
    }

    /// The name behind the plus; what stands before it is a namespace.
    static String robotShort(String name) {
        return plain("a robot behind its namespace and a plus", name);
    }

    private static String plain(String whose, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of " + whose + "; " + EXPECTED);
        }
        return name;
    }

    /// One line of text that is not empty.
    static String label(String what, String text, int maxLength) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        return line(what, text, maxLength);
    }

    /// One line of text.
    static String line(String what, String text, int maxLength) {
        if (text.length() > maxLength) {
            throw new IllegalArgumentException(
                    what + " has " + text.length() + " characters; at most " + maxLength + " are taken");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " has a control character in it");
        }
        return text;
    }

    /// Whether no row can be named or numbered so. To be asked before a text from outside becomes a parameter:
    /// PostgreSQL takes no NUL in a text.
    static boolean impossible(String text) {
        return text.length() > MAX_LENGTH || text.chars().anyMatch(Character::isISOControl);
    }

    /// Where a page begins, or what names begin with.
    static String cursor(String text) {
        if (impossible(text)) {
            throw new IllegalArgumentException("this is no place where a page begins");
        }
        return text;
    }

    /// Behind everything that begins with `prefix`.
    static String endOf(String prefix) {
        return prefix + LAST;
    }
}
