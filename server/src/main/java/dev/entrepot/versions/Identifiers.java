package dev.entrepot.versions;

/// The dotted identifiers of a pre-release or build (semver 2.0, item 11): numbers are lower than words, fewer are
/// lower
/// than more.
final class Identifiers {
    private static final int NUMBER = 1;
    private static final int WORD = 2;

    /// A release is higher than each of its pre-releases.
    private static final int RELEASE = 3;

    private Identifiers() {}

    /// @param text without its `-`; empty for a release
    static void addPreRelease(VersionKey.Builder key, String text) {
        if (text.isEmpty()) {
            key.mark(RELEASE);
        } else {
            add(key, text);
        }
    }

    static void add(VersionKey.Builder key, String text) {
        for (String identifier : text.split("\\.", -1)) {
            key.add(Cursor.isNumber(identifier) ? Part.number(NUMBER, identifier) : Part.word(WORD, identifier));
        }
    }
}
