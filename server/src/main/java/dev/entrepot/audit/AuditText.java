package dev.entrepot.audit;

import java.util.regex.Pattern;

/// Makes texts fit to be kept: whatever came from a client must neither break the transaction that writes it
/// down nor carry a secret.
final class AuditText {
    /// Longer than any name, address or digest; beyond it a text is cut.
    static final int MAX_LENGTH = 1_024;

    private static final String CUT = "…";
    private static final char REPLACED = '\uFFFD';
    private static final Pattern SECRET = Pattern.compile("entrepot_(pat|rob)_[0-9A-Za-z]{20,}");

    private AuditText() {}

    /// Without control characters (PostgreSQL takes no U+0000), lone surrogates and more than the limit.
    static String clean(String text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        text.codePoints()
                .limit(MAX_LENGTH + 1L)
                .forEach(point -> clean.appendCodePoint(fits(point) ? point : REPLACED));
        if (clean.codePointCount(0, clean.length()) <= MAX_LENGTH) {
            return clean.toString();
        }
        clean.setLength(clean.offsetByCodePoints(0, MAX_LENGTH - 1));
        return clean.append(CUT).toString();
    }

    /// As {@link #clean}; what looks like one of our secrets is struck out.
    static String masked(String text) {
        return SECRET.matcher(clean(text)).replaceAll("entrepot_$1_***");
    }

    static boolean holdsSecret(String text) {
        return SECRET.matcher(text).find();
    }

    private static boolean fits(int point) {
        return !Character.isISOControl(point)
                && !(Character.MIN_SURROGATE <= point && point <= Character.MAX_SURROGATE);
    }
}
