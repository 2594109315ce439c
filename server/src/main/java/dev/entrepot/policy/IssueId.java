package dev.entrepot.policy;

import java.util.Locale;

/// The id of an issue, as it is usually written. Two that differ in case alone are one.
public record IssueId(IssueType type, String text) {
    private static final int LONGEST = 120;
    private static final String GITHUB = "GHSA-";

    /// Reads an id in any case.
    ///
    /// @throws IllegalArgumentException with a text for people when no issue can have that id
    public static IssueId parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("ids of issues have at most " + LONGEST + " characters");
        }
        String key = key(text);
        IssueType type = IssueType.of(key);
        // GitHub writes capitals in front and none behind.
        return new IssueId(
                type,
                type == IssueType.GHSA ? GITHUB + key.substring(GITHUB.length()).toLowerCase(Locale.ROOT) : key);
    }

    /// What ids are compared by.
    public String key() {
        return key(text);
    }

    static String key(String id) {
        return id.toUpperCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text;
    }
}
