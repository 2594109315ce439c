package dev.entrepot.retention;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// An RE2 that matches a whole tag. Short, and its program bounded, because nested counts multiply.
public record TagPattern(String text, Pattern pattern) {
    static final int MAX_LENGTH = 256;
    private static final int MAX_PROGRAM = 20_000;
    private static final int MAX_REPEATS = 1_000;
    private static final Pattern COUNTS = Pattern.compile("\\{([0-9]*),?([0-9]*)\\}");

    /// Tags of signatures and the like, which go where what they are about goes.
    private static final Pattern ATTACHED = Pattern.compile("sha256-[0-9a-f]{64}(\\.(sig|att|sbom))?");

    /// The pattern that a text is.
    ///
    /// @throws IllegalArgumentException with a text for people
    public static TagPattern parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the pattern of tags has " + text.length() + " characters: expected at most " + MAX_LENGTH);
        }
        long product = 1;
        var counts = COUNTS.matcher(text);
        while (counts.find()) {
            product *= Math.max(1, Math.max(number(counts.group(1)), number(counts.group(2))));
            if (product > MAX_REPEATS) {
                throw tooLarge();
            }
        }
        try {
            Pattern pattern = Pattern.compile(text);
            if (pattern.programSize() > MAX_PROGRAM) {
                throw tooLarge();
            }
            return new TagPattern(text, pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "the pattern of tags is no RE2 expression: " + e.getDescription() + " in \"" + text + "\"", e);
        }
    }

    private static long number(String digits) {
        return digits.isEmpty() ? 0 : digits.length() > 6 ? Integer.MAX_VALUE : Long.parseLong(digits);
    }

    private static IllegalArgumentException tooLarge() {
        return new IllegalArgumentException("the pattern of tags is too large: count fewer repetitions");
    }

    public boolean matches(String tag) {
        return pattern.matches(tag);
    }

    /// Whether the tag says of itself that it belongs to another manifest.
    static boolean isAttached(String tag) {
        return ATTACHED.matches(tag);
    }

    @Override
    public String toString() {
        return text;
    }
}
