package dev.entrepot.versions;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The order of PEP 440: `[N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local]` in all the spellings that it allows. What does
/// not
/// follow it is lower than all that does, as it was for pip when it still took such versions.
final class PythonScheme implements Scheme {
    private static final Pattern VALID = Pattern.compile("v?(?:(?<epoch>[0-9]++)!)?(?<release>[0-9]++(?:\\.[0-9]++)*+)"
            + "(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>[0-9]*+))?"
            + "(?<post>-(?<postDash>[0-9]++)|[-_.]?(?:post|rev|r)[-_.]?(?<postNumber>[0-9]*+))?"
            + "(?<dev>[-_.]?dev[-_.]?(?<devNumber>[0-9]*+))?"
            + "(?:\\+(?<local>[a-z0-9]++(?:[-_.][a-z0-9]++)*+))?");

    private static final int LEGACY = -1;
    private static final int DEVELOPMENT = -1;
    private static final int FINAL = 4;
    private static final int PRESENT = 1;
    private static final int WORD = 1;
    private static final int NUMBER = 2;

    @Override
    public VersionKey key(String version) {
        String text = version.strip().toLowerCase(Locale.ROOT);
        Matcher parts = VALID.matcher(text);
        return parts.matches() ? key(parts) : legacy(text);
    }

    @Override
    public boolean valid(String version) {
        return VALID.matcher(version.strip().toLowerCase(Locale.ROOT)).matches();
    }

    /// Sections: epoch, release, pre-release, post-release, development release, local version.
    private static VersionKey key(Matcher parts) {
        var key = new VersionKey.Builder();
        key.section().number(0, orNone(parts.group("epoch"))).section();
        for (String number : parts.group("release").split("\\.", -1)) {
            key.number(0, number);
        }
        boolean post = parts.group("post") != null;
        boolean development = parts.group("dev") != null;
        addPreRelease(key.section(), parts, development && !post);
        key.section();
        if (post) {
            key.number(PRESENT, orNone(parts.group("postDash")) + orNone(parts.group("postNumber")));
        }
        key.section();
        if (development) {
            key.number(DEVELOPMENT, orNone(parts.group("devNumber")));
        }
        key.section();
        if (parts.group("local") != null) {
            addLocal(key, parts.group("local"));
        }
        return key.build();
    }

    /// A development release of the release itself comes before its pre-releases.
    private static void addPreRelease(VersionKey.Builder key, Matcher parts, boolean ofNoRelease) {
        String letter = orNone(parts.group("pre"));
        if (letter.isEmpty()) {
            key.mark(ofNoRelease ? DEVELOPMENT : FINAL);
            return;
        }
        int rank = switch (letter.charAt(0)) {
            case 'a' -> 1;
            case 'b' -> 2;
            default -> 3;
        };
        key.number(rank, orNone(parts.group("preNumber")));
    }

    private static void addLocal(VersionKey.Builder key, String local) {
        for (String word : local.split("[-_.]", -1)) {
            key.add(Cursor.isNumber(word) ? Part.number(NUMBER, word) : Part.word(WORD, word));
        }
    }

    private static VersionKey legacy(String text) {
        var key = new VersionKey.Builder().mark(LEGACY).section();
        Cursor cursor = new Cursor(text);
        while (!cursor.atEnd()) {
            key.add(
                    cursor.atDigit()
                            ? Part.number(NUMBER, cursor.digits())
                            : Part.word(WORD, String.valueOf(cursor.next())));
        }
        return key.build();
    }

    private static String orNone(@Nullable String group) {
        return group == null ? "" : group;
    }
}
