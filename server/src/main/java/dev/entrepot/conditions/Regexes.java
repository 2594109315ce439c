package dev.entrepot.conditions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// Regular expressions in RE2, which takes time in proportion to (size of the program) × (length of the text).
///
/// A repetition `x{30}` is 30 copies of `x` in the program, so nested ones multiply: that is looked at before anything
/// is compiled.
final class Regexes {
    /// Twice what a digest, a date and a version in one expression take.
    static final int MAX_PROGRAM_SIZE = 1_000;

    /// Longer than any name, tag or address, and than the claims of the known CI systems.
    static final int MAX_TEXT = 1_024;

    /// Four steps of a match take as long as one character of a value at worst.
    private static final int STEPS_PER_COST = 4;

    private static final int MAX_EXPANDED = 200_000;
    private static final int REMEMBERED = 1_000;
    private static final java.util.regex.Pattern REPETITION = java.util.regex.Pattern.compile("\\{(\\d*)(?:,(\\d*))?}");

    private final Cache<String, Pattern> compiled =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /// Throws `IllegalArgumentException` for what is no regular expression, or too large.
    Pattern compile(String regex) {
        return compiled.get(regex, Regexes::parse);
    }

    /// Whether the expression matches any part of the text. Throws as {@link #compile}.
    boolean matches(String text, String regex) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("matches takes at most " + MAX_TEXT + " characters of text");
        }
        Pattern pattern = compile(regex);
        CostMeter.CURRENT.get().charge(pattern.programSize() * text.length() / STEPS_PER_COST);
        return pattern.matcher(text).find();
    }

    private static Pattern parse(String regex) {
        if (expanded(regex) > MAX_EXPANDED) {
            throw tooLarge();
        }
        try {
            Pattern pattern = Pattern.compile(regex);
            if (pattern.programSize() > MAX_PROGRAM_SIZE) {
                throw tooLarge();
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("no regular expression: " + e.getDescription(), e);
        }
    }

    /// At least the size that the expression has when all its repetitions are written out, as if they were nested.
    private static long expanded(String regex) {
        long size = Math.max(1, regex.length());
        Matcher repetition = REPETITION.matcher(regex);
        while (repetition.find() && size <= MAX_EXPANDED) {
            size *= Math.max(1, Math.max(count(repetition.group(1)), count(repetition.group(2))));
        }
        return size;
    }

    private static long count(@Nullable String digits) {
        if (digits == null || digits.isEmpty()) {
            return 1;
        }
        return digits.length() > 6 ? MAX_EXPANDED + 1L : Long.parseLong(digits);
    }

    private static IllegalArgumentException tooLarge() {
        return new IllegalArgumentException(
                "the regular expression is too large: its repetitions multiply; write fewer or smaller ones");
    }
}
