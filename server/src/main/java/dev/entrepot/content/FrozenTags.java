package dev.entrepot.content;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.entrepot.oci.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Rules that freeze tags, as they stand in a setting: one in a line, and a tag is frozen that any of them freezes.
///
/// ```
///   v[0-9.]+                  tags that this RE2 matches as a whole
///   !dev-.*                   all tags but those that this RE2 matches
///   semver:>=1.0.0 <2.0.0     versions of this {@link VersionRange}, with or without a leading v
/// ```
///
/// No tag has a `!` or a `:`, so no expression that could match one is mistaken for another form.
///
/// RE2 runs in time linear to the tag. Its programs grow with nested counts, so rules are short and few, and their
/// programs bounded.
final class FrozenTags {
    static final int MAX_RULE_LENGTH = 256;
    static final int MAX_RULES = 16;
    private static final String ALL_BUT = "!";
    private static final String VERSIONS = "semver:";
    /// Of all rules of a setting together.
    private static final int MAX_PROGRAM = 20_000;
    /// How far nested counts may multiply what is compiled.
    private static final int MAX_REPEATS = 1_000;

    /// Tags of signatures and the like, which must follow what they are about: their makers push them again.
    private static final Pattern NEVER = Pattern.compile("sha256-[0-9a-f]{64}(\\.(sig|att|sbom))?");

    private record Rule(String text, Predicate<String> freezes) {}

    private final List<Rule> rules;

    private FrozenTags(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /// @throws IllegalArgumentException with a text for people when a line is no rule
    static FrozenTags parse(String setting) {
        List<Rule> rules = new ArrayList<>();
        int program = 0;
        for (String line : setting.split("\n", -1)) {
            String rule = line.strip();
            if (rule.isEmpty()) {
                continue;
            }
            requireShort(rule);
            if (rule.startsWith(VERSIONS)) {
                VersionRange range =
                        VersionRange.parse(rule.substring(VERSIONS.length()).strip());
                rules.add(new Rule(rule, range::containsTag));
                continue;
            }
            boolean allBut = rule.startsWith(ALL_BUT);
            Pattern pattern = pattern(allBut ? rule.substring(ALL_BUT.length()) : rule);
            program += pattern.programSize();
            if (program > MAX_PROGRAM) {
                throw new IllegalArgumentException("the rule for immutable tags is too large: count fewer repetitions");
            }
            rules.add(new Rule(rule, tag -> pattern.matches(tag) != allBut));
        }
        if (rules.size() > MAX_RULES) {
            throw new IllegalArgumentException(
                    "there are " + rules.size() + " rules for immutable tags: expected at most " + MAX_RULES);
        }
        return new FrozenTags(rules);
    }

    /// @throws IllegalArgumentException with a text for people when a line is no rule
    static void check(String setting) {
        parse(setting);
    }

    private static void requireShort(String rule) {
        if (rule.length() > MAX_RULE_LENGTH) {
            throw new IllegalArgumentException("the rule for immutable tags has " + rule.length()
                    + " characters: expected at most " + MAX_RULE_LENGTH);
        }
    }

    private static Pattern pattern(String rule) {
        requireFewRepeats(rule);
        try {
            return Pattern.compile(rule);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "the rule for immutable tags is no RE2 expression: " + e.getDescription(), e);
        }
    }

    /// The first rule that freezes the tag.
    Optional<String> rule(Tag tag) {
        return NEVER.matches(tag.text())
                ? Optional.empty()
                : rules.stream()
                        .filter(rule -> rule.freezes.test(tag.text()))
                        .map(Rule::text)
                        .findFirst();
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
}
