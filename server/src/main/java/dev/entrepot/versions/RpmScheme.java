package dev.entrepot.versions;

/// The order of rpm (rpm-version(7)): `[epoch:]version[-release]`, each a row of numbers and words; everything else
/// only
/// separates. A `~` is lower than the end, a `^` higher than the end and lower than all else, a number higher than a
/// word. A version without release is lower than the same with one.
final class RpmScheme implements Scheme {
    private static final int TILDE = -1;
    private static final int CARET = 1;
    private static final int WORD = 2;
    private static final int NUMBER = 3;
    private static final int HAS_RELEASE = 4;

    @Override
    public VersionKey key(String version) {
        String text = version.strip();
        int colon = text.indexOf(':');
        boolean hasEpoch = colon > 0 && Cursor.isNumber(text.substring(0, colon));
        String rest = hasEpoch ? text.substring(colon + 1) : text;
        int dash = rest.lastIndexOf('-');
        var key = new VersionKey.Builder().number(0, hasEpoch ? text.substring(0, colon) : "");
        add(key.section(), dash < 0 ? rest : rest.substring(0, dash));
        key.section();
        if (dash >= 0) {
            add(key.mark(HAS_RELEASE), rest.substring(dash + 1));
        }
        return key.build();
    }

    @Override
    public boolean valid(String version) {
        return !version.isEmpty() && version.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static void add(VersionKey.Builder key, String text) {
        Cursor cursor = new Cursor(text);
        while (!cursor.atEnd()) {
            if (cursor.atDigit()) {
                key.number(NUMBER, cursor.digits());
            } else if (cursor.atLetter()) {
                key.word(WORD, cursor.letters());
            } else {
                switch (cursor.next()) {
                    case '~' -> key.mark(TILDE);
                    case '^' -> key.mark(CARET);
                    default -> {} // separates only
                }
            }
        }
    }
}
