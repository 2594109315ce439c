package dev.entrepot.content;

/// What repositories of a namespace begin with.
///
/// @param immutableTags rules for tags that do not move, see {@link FrozenTags}; empty for none
/// @param retention a retention policy's text; empty for none
/// @param scanning how pushes are scanned, see {@link ScanSetting}; empty as the server is configured
public record Template(Visibility visibility, String immutableTags, String retention, String scanning) {
    static final int MAX_SETTING_LENGTH = 4096;

    public static final Template DEFAULT = new Template(Visibility.PRIVATE, "", "", "");

    public Template {
        FrozenTags.check(immutableTags);
        requireShort("retention", retention);
        requireShort("scanning", scanning);
    }

    static void requireShort(String what, String text) {
        if (text.length() > MAX_SETTING_LENGTH) {
            throw new IllegalArgumentException(
                    what + " has " + text.length() + " characters: expected at most " + MAX_SETTING_LENGTH);
        }
    }
}
