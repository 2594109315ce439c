package dev.entrepot.content;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.entrepot.oci.Tag;

/// Rules that freeze tags: an RE2 that matches the whole tag.
///
/// RE2 runs in time linear to the tag. Its programs grow with nested counts, so rules are short and their programs
/// bounded.
final class FrozenTags {
    static final int MAX_RULE_LENGTH = 256;
    private static final int MAX_PROGRAM = 20_000;
    /// How far nested counts may multiply what is compiled.
    private static final int MAX_REPEATS = 1_000;

    /// Tags of signatures and the like, which must follow what they are about: their makers push them again.
    private static final Pattern NEVER = Pattern.compile("sha256-[0-9a-f]{64}(\\.(sig|att|sbom))?");

    private FrozenTags() {}

    /// @throws IllegalArgumentException with a text for people when `rule` is none
    static void check(String rule) {
        if (rule.length() > MAX_RULE_LENGTH) {
            throw new IllegalArgumentException("the rule for immutable tags has " + rule.length()
                    + " characters: expected at most " + MAX_RULE_LENGTH);
        }
        requireFewRepeats(rule);
        try {
            if (Pattern.compile(rule).programSize() > MAX_PROGRAM) {
                throw new IllegalArgumentException("the rule for immutable tags is too large: count fewer repetitions");
            }
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "the rule for immutable tags is no RE2 expression: " + e.getDescription(), e);
        }
    }

    /// The product of all counts bounds the program before it is built.
    private static void requireFewRepeats(String rule) {
        long product = 1;
        var counts = Pattern.compile("\\{([0-9]*),?([0-9]*)\\}").matcher(rule);
        while (counts.find()) {
            product *= Math.max(1, Math.max(number(counts.group(1)), number(counts.group(2))));
            if (product > MAX_REPEATS) {
                throw new IllegalArgumentException("the rule for immutable tags is too large: the counts in it"
                        + " multiply to more than " + MAX_REPEATS);
            }
        }
    }

    private static long number(String digits) {
        return digits.isEmpty() ? 0 : digits.length() > 6 ? Integer.MAX_VALUE : Long.parseLong(digits);
    }

    /// Whether a rule from a row freezes the tag; an empty one freezes none.
    static boolean freezes(String rule, Tag tag) {
        return !rule.isEmpty() && !NEVER.matches(tag.text()) && Pattern.matches(rule, tag.text());
    }
}
