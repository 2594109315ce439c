package dev.entrepot.audit;

import java.util.regex.Pattern;

/// Makes texts fit to be kept: whatever came from a client must neither break the transaction that writes it
/// down nor carry a secret.
final class AuditText {
    /// Longer than any name, address or digest; beyond it a text is cut.
    static final int MAX_LENGTH = 1_024;

    private static final String CUT = "…";
    private static final char REPLACED = '\uFFFD';
    private static final String PREFIX = "entrepot_";
    private static final Pattern SECRET = Pattern.compile(PREFIX + "(pat|rob)_[0-9A-Za-z]{20,}");

    private AuditText() {}

    /// Without control characters (PostgreSQL takes no U+0000), lone surrogates and more than the limit.
    static String clean(String text) {
        if (isClean(text)) {
            return text;
        }
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

    /// Nearly every text is; the others take longer.
    private static boolean isClean(String text) {
        if (text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /// As {@link #clean}; what looks like one of our secrets is struck out.
    static String masked(String text) {
        String clean = clean(text);
        return holdsSecret(clean) ? SECRET.matcher(clean).replaceAll("entrepot_$1_***") : clean;
    }

    static boolean holdsSecret(String text) {
        return text.contains(PREFIX) && SECRET.matcher(text).find();
    }

    private static boolean fits(int point) {
        return !Character.isISOControl(point)
                && !(Character.MIN_SURROGATE <= point && point <= Character.MAX_SURROGATE);
    }
}
