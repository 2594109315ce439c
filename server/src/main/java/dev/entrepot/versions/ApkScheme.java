package dev.entrepot.versions;

import java.util.List;

/// The order of Alpine (apk-package(5)): `number{.number}{letter}{_suffix{number}}{~hash}{-r#}`. Where two versions go
/// on differently, a number is higher than a letter, that than a suffix, that than a revision, that than the end. A
/// number after a dot that begins with `0` counts as the digits of a fraction. What is malformed is lower than its end.
final class ApkScheme implements Scheme {
    private static final List<String> BEFORE = List.of("alpha", "beta", "pre", "rc");
    private static final List<String> AFTER = List.of("cvs", "svn", "git", "hg", "p");

    private static final int FIRST_BEFORE = -8;
    private static final int MALFORMED = -2;
    private static final int NO_NUMBER = -1;
    private static final int REVISION = 1;
    private static final int HASH = 2;
    private static final int SUFFIX_NUMBER = 3;
    private static final int FIRST_AFTER = 4;
    private static final int LETTER = 9;
    private static final int FRACTION = 10;
    private static final int NUMBER = 11;

    @Override
    public VersionKey key(String version) {
        var key = new VersionKey.Builder();
        parse(version.strip(), key);
        return key.build();
    }

    @Override
    public boolean valid(String version) {
        return !version.isEmpty() && Cursor.isDigit(version.charAt(0)) && parse(version, new VersionKey.Builder());
    }

    /// Whether all of it follows the grammar.
    private static boolean parse(String version, VersionKey.Builder key) {
        Cursor cursor = new Cursor(version);
        boolean numbered = numbers(cursor, key);
        boolean known = suffixes(cursor, key) && hash(cursor, key) && revision(cursor, key) && cursor.atEnd();
        if (!known) {
            key.mark(MALFORMED);
        }
        return numbered && known;
    }

    /// A letter may have a number behind it: `6.6.2p1`.
    private static boolean numbers(Cursor cursor, VersionKey.Builder key) {
        boolean all = true;
        boolean first = true;
        do {
            String digits = cursor.digits();
            if (first && !digits.isEmpty()) {
                key.number(NUMBER, digits);
            } else if (digits.isEmpty()) {
                all = false;
                key.mark(first && atLetter(cursor) ? NUMBER : NO_NUMBER);
            } else {
                key.add(digits.charAt(0) == '0' ? Part.word(FRACTION, digits) : Part.number(NUMBER, digits));
            }
            first = false;
            if (atLetter(cursor)) {
                key.word(LETTER, String.valueOf(cursor.next()));
                if (cursor.atDigit()) {
                    key.number(NUMBER, cursor.digits());
                }
            }
        } while (cursor.skip("."));
        return all;
    }

    private static boolean atLetter(Cursor cursor) {
        return cursor.peek() >= 'a' && cursor.peek() <= 'z';
    }

    private static boolean suffixes(Cursor cursor, VersionKey.Builder key) {
        while (cursor.skip("_")) {
            String name = cursor.letters();
            if (BEFORE.contains(name)) {
                key.mark(FIRST_BEFORE + BEFORE.indexOf(name));
            } else if (AFTER.contains(name)) {
                key.mark(FIRST_AFTER + AFTER.indexOf(name));
            } else {
                return false;
            }
            if (cursor.atDigit()) {
                key.number(SUFFIX_NUMBER, cursor.digits());
            }
        }
        return true;
    }

    /// The commit of which a snapshot was built.
    private static boolean hash(Cursor cursor, VersionKey.Builder key) {
        if (!cursor.skip("~")) {
            return true;
        }
        StringBuilder hash = new StringBuilder();
        while (cursor.atDigit() || (cursor.peek() >= 'a' && cursor.peek() <= 'f')) {
            hash.append(cursor.next());
        }
        key.word(HASH, hash.toString());
        return !hash.isEmpty();
    }

    private static boolean revision(Cursor cursor, VersionKey.Builder key) {
        if (!cursor.skip("-r")) {
            return true;
        }
        String number = cursor.digits();
        if (!cursor.atEnd()) {
            return false;
        }
        key.number(REVISION, number);
        return true;
    }
}
