package dev.entrepot.versions;

import java.util.regex.Pattern;

/// Debian's order (deb-version(7)): `[epoch:]upstream[-revision]`, in which runs of other characters and numbers take
/// turns. A `~` is lower than the end, letters are lower than other characters.
final class DpkgScheme implements Scheme {
    /// Policy 5.6.12; dpkg also wants a digit first.
    private static final Pattern VALID = Pattern.compile("([0-9]{1,9}:)?[0-9][A-Za-z0-9.+~:-]*+");

    private static final int TILDE = -1;
    private static final int NUMBER_OR_END = 0;
    private static final int OTHERS = 0x10000;

    @Override
    public VersionKey key(String version) {
        String text = version.strip();
        int colon = text.indexOf(':');
        boolean hasEpoch = colon > 0 && Cursor.isNumber(text.substring(0, colon));
        String rest = hasEpoch ? text.substring(colon + 1) : text;
        int dash = rest.lastIndexOf('-');
        var key = new VersionKey.Builder().number(NUMBER_OR_END, hasEpoch ? text.substring(0, colon) : "");
        add(key.section(), dash < 0 ? rest : rest.substring(0, dash));
        add(key.section(), dash < 0 ? "" : rest.substring(dash + 1));
        return key.build();
    }

    @Override
    public boolean valid(String version) {
        return VALID.matcher(version).matches() && !version.endsWith("-");
    }

    /// Two numbers never meet without a character between them, and the end of a run of characters ranks as a number:
    /// so the parts stand one after another.
    private static void add(VersionKey.Builder key, String text) {
        Cursor cursor = new Cursor(text);
        while (!cursor.atEnd()) {
            if (cursor.atDigit()) {
                key.number(NUMBER_OR_END, cursor.digits());
            } else {
                key.mark(rank(cursor.next()));
            }
        }
    }

    private static int rank(char c) {
        if (c == '~') {
            return TILDE;
        }
        return Cursor.isLetter(c) ? c : c + OTHERS;
    }
}
