package dev.entrepot.versions;

import java.util.List;
import java.util.regex.Pattern;

/// The order of Packagist, that of PHP's version_compare: unknown words, then dev, alpha, beta, RC, the release itself,
/// numbers, and pl. Words are known by their beginning, in this case of letters only. PHP's `#` stands for any number,
/// which no order can hold: it
/// counts as 1 at the end and as nothing elsewhere.
final class ComposerScheme implements Scheme {
    private static final Pattern VALID = Pattern.compile("[vV]?[0-9]++([.+_-]?[0-9A-Za-z]++)*+|dev-.++");

    private record Word(String beginning, int rank) {}

    private static final List<Word> WORDS = List.of(
            new Word("dev", -4),
            new Word("a", -3),
            new Word("b", -2),
            new Word("rc", -1),
            new Word("RC", -1),
            new Word("p", 2));

    private static final int UNKNOWN = -5;
    private static final int NUMBER = 1;

    @Override
    public VersionKey key(String version) {
        String text = version.strip();
        Cursor cursor = new Cursor(text);
        if (text.length() > 1 && "vV".indexOf(text.charAt(0)) >= 0 && Cursor.isDigit(text.charAt(1))) {
            cursor.next();
        }
        var key = new VersionKey.Builder();
        while (!cursor.atEnd()) {
            if (cursor.atDigit()) {
                key.number(NUMBER, cursor.digits());
            } else if (cursor.atLetter()) {
                key.mark(rank(cursor.letters()));
            } else if (cursor.next() == '#' && cursor.atEnd()) {
                key.number(NUMBER, "1");
            }
        }
        return key.build();
    }

    @Override
    public boolean valid(String version) {
        return VALID.matcher(version).matches();
    }

    private static int rank(String word) {
        return WORDS.stream()
                .filter(known -> word.startsWith(known.beginning()))
                .findFirst()
                .map(Word::rank)
                .orElse(UNKNOWN);
    }
}
