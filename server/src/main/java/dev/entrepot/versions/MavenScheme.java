package dev.entrepot.versions;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The order of Maven (POM reference, "Version Order Specification", and ComparableVersion of Maven 3).
///
/// A version is a row of numbers and qualifiers, divided by dots, dashes and wherever digits meet other characters,
/// which counts as a dash. Zeros and words for "released" vanish at the end and before each dash or qualifier. The
/// order:
/// known qualifiers before the release, the release, `sp`, unknown qualifiers, `-number`, `.number`. A qualifier
/// between
/// a dot and another separator is lower than one behind a dash. Maven's own comparison runs in circles for a few
/// constructed versions (`1.foo.2` < `1-alpha` < `1` < `1.foo.2`): here the side of the release decides first.
final class MavenScheme implements Scheme {
    private static final List<String> BEFORE_RELEASE = List.of("alpha", "beta", "milestone", "rc", "snapshot");
    private static final List<String> RELEASED = List.of("", "ga", "final", "release");

    /// What may be written instead; the letters only with a digit right behind them.
    private static final Map<String, String> SHORT = Map.of("a", "alpha", "b", "beta", "m", "milestone");

    private static final int RELEASE = 0;

    /// What a dot takes from the rank of a qualifier; those that follow a release have room below.
    private static final int DOT = 5;

    private static final int SERVICE_PACK = 11;
    private static final int UNKNOWN = 12;
    private static final int NUMBER_AFTER_DASH = 21;
    private static final int NUMBER_AFTER_DOT = 22;

    private static final class Row {
        private final Deque<Part> parts = new ArrayDeque<>();

        void addNumber(String digits, boolean dash) {
            if (dash) {
                trim();
            }
            parts.addLast(Part.number(dash ? NUMBER_AFTER_DASH : NUMBER_AFTER_DOT, digits));
        }

        void addQualifier(Part qualifier) {
            trim();
            parts.addLast(qualifier);
        }

        /// Drops what stands for nothing.
        void trim() {
            while (!parts.isEmpty() && isNothing(parts.getLast())) {
                parts.removeLast();
            }
        }

        private static boolean isNothing(Part part) {
            boolean number = part.rank() == NUMBER_AFTER_DASH || part.rank() == NUMBER_AFTER_DOT;
            return part.rank() == RELEASE || (number && part.value().isEmpty());
        }
    }

    @Override
    public VersionKey key(String version) {
        Row row = new Row();
        Cursor cursor = new Cursor(version.strip().toLowerCase(Locale.ROOT));
        boolean dash = false;
        while (!cursor.atEnd()) {
            if (cursor.atDigit()) {
                row.addNumber(cursor.digits(), dash);
                dash = true;
            } else if (isSeparator(cursor.peek())) {
                row.addNumber("", dash);
            } else {
                String word = word(cursor);
                row.addQualifier(qualifier(word, cursor.atDigit(), !dash && isSeparator(cursor.peek())));
                dash = true;
            }
            if (isSeparator(cursor.peek())) {
                dash = cursor.next() == '-';
            }
        }
        row.trim();
        var key = new VersionKey.Builder();
        row.parts.forEach(key::add);
        return key.build();
    }

    @Override
    public boolean valid(String version) {
        return !version.isBlank();
    }

    private static boolean isSeparator(char c) {
        return c == '.' || c == '-';
    }

    private static String word(Cursor cursor) {
        StringBuilder word = new StringBuilder();
        while (!cursor.atEnd() && !cursor.atDigit() && !isSeparator(cursor.peek())) {
            word.append(cursor.next());
        }
        return word.toString();
    }

    private static Part qualifier(String written, boolean beforeDigit, boolean amongDots) {
        String word = beforeDigit ? SHORT.getOrDefault(written, written) : written;
        word = word.equals("cr") ? "rc" : word;
        if (RELEASED.contains(word)) {
            return Part.mark(RELEASE);
        }
        int lower = amongDots ? DOT : 0;
        int before = BEFORE_RELEASE.indexOf(word);
        if (before >= 0) {
            return Part.mark(before - BEFORE_RELEASE.size() - lower);
        }
        return word.equals("sp") ? Part.mark(SERVICE_PACK - lower) : Part.word(UNKNOWN - lower, word);
    }
}
