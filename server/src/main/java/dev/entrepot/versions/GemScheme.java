package dev.entrepot.versions;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The order of Gem::Version: numbers and words, a word being lower than every number and so making a pre-release.
/// Zeros
/// vanish at the end and before the first word; `-` is read as `.pre.`.
final class GemScheme implements Scheme {
    private static final Pattern VALID =
            Pattern.compile("[0-9]++(\\.[0-9a-zA-Z]++)*+(-[0-9A-Za-z-]++(\\.[0-9A-Za-z-]++)*+)?");

    private static final int WORD = -1;
    private static final int NUMBER = 0;

    @Override
    public VersionKey key(String version) {
        Cursor cursor = new Cursor(version.strip().replace("-", ".pre."));
        List<Part> parts = new ArrayList<>();
        boolean released = true;
        while (!cursor.atEnd()) {
            if (cursor.atDigit()) {
                parts.add(Part.number(NUMBER, cursor.digits()));
            } else if (cursor.atLetter()) {
                if (released) {
                    dropZeros(parts);
                }
                released = false;
                parts.add(Part.word(WORD, cursor.letters()));
            } else {
                cursor.next();
            }
        }
        var key = new VersionKey.Builder();
        parts.forEach(key::add);
        return key.build();
    }

    @Override
    public boolean valid(String version) {
        return VALID.matcher(version).matches();
    }

    private static void dropZeros(List<Part> parts) {
        while (!parts.isEmpty() && parts.getLast().equals(Part.ABSENT)) {
            parts.removeLast();
        }
    }
}
