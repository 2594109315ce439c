package dev.entrepot.retention;

import dev.entrepot.content.VersionRange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/// What stays and what goes, as its text says: rules in lines or behind semicolons.
///
/// ```
///   policy    = ["alone"] rule { (newline | ";") rule }
///   rule      = ("keep" | "drop") ("all" | condition { condition })
///   condition = "tags" RE2 | "version" RANGE | "untagged" | "untagged-for" AGE
///             | "pushed-before" AGE | "pushed-within" AGE | "pulled-before" AGE | "pulled-within" AGE
///             | "newest" N | "highest" N                                  (with "keep" alone)
/// ```
///
/// Keep beats drop, in whatever order they stand; what no rule selects stays.
///
/// @param alone of a repository's policy: that of the namespace does not hold here
public record Policy(boolean alone, List<Rule> rules) {
    static final int MAX_RULES = 50;

    /// Heaps hold so many of each ranking rule.
    static final int MAX_COUNT = 100_000;

    static final Policy NONE = new Policy(false, List.of());
    private static final String ALONE = "alone";
    private static final String SEPARATOR = "; ";
    private static final Set<String> CONDITIONS = Set.of(
            "tags",
            "version",
            "untagged",
            "untagged-for",
            "pushed-before",
            "pushed-within",
            "pulled-before",
            "pulled-within",
            "newest",
            "highest");

    public Policy {
        rules = List.copyOf(rules);
    }

    /// The policy that a text says; empty text says nothing, and drops nothing.
    ///
    /// @throws IllegalArgumentException with a text for people
    public static Policy parse(String text) {
        boolean alone = false;
        List<Rule> rules = new ArrayList<>();
        for (String line : text.split("[;\n]", -1)) {
            Deque<String> words = new ArrayDeque<>(List.of(line.strip().split("\\s+")));
            if (line.isBlank()) {
                continue;
            }
            if (rules.isEmpty()
                    && !alone
                    && words.size() == 1
                    && words.getFirst().equals(ALONE)) {
                alone = true;
                continue;
            }
            if (rules.size() == MAX_RULES) {
                throw new IllegalArgumentException("there are more than " + MAX_RULES + " rules");
            }
            rules.add(rule(words, line.strip()));
        }
        return new Policy(alone, rules);
    }

    /// That of a namespace, where there is no other for it to stand alone against.
    public static Policy ofNamespace(String text) {
        Policy policy = parse(text);
        if (policy.alone) {
            throw new IllegalArgumentException(
                    "\"alone\" stands in the policy of a repository, which then holds without that of its namespace");
        }
        return policy;
    }

    private static Rule rule(Deque<String> words, String line) {
        boolean keeps = switch (words.removeFirst()) {
            case "keep" -> true;
            case "drop" -> false;
            default ->
                throw new IllegalArgumentException("\"" + line + "\" is no rule: expected keep or drop and what, such"
                        + " as \"keep newest 10\" or \"drop untagged-for 7d\"");
        };
        if (words.size() == 1 && words.getFirst().equals("all")) {
            return new Rule(keeps, List.of());
        }
        List<Condition> conditions = new ArrayList<>();
        while (!words.isEmpty()) {
            conditions.add(condition(words, line));
        }
        if (conditions.isEmpty()) {
            throw new IllegalArgumentException("\"" + line + "\" does not say what: write all for everything");
        }
        return new Rule(keeps, conditions);
    }

    private static Condition condition(Deque<String> words, String line) {
        String word = words.removeFirst();
        return switch (word) {
            case "tags" -> new Condition.Tags(TagPattern.parse(next(words, word, "an RE2 for the whole tag")));
            case "version" -> new Condition.Version(VersionRange.parse(range(words)));
            case "untagged" -> new Condition.Untagged();
            case "untagged-for" -> new Condition.UntaggedFor(age(words, word));
            case "pushed-before" -> new Condition.PushedBefore(age(words, word));
            case "pushed-within" -> new Condition.PushedWithin(age(words, word));
            case "pulled-before" -> new Condition.PulledBefore(age(words, word));
            case "pulled-within" -> new Condition.PulledWithin(age(words, word));
            case "newest" -> new Condition.Newest(count(words, word));
            case "highest" -> new Condition.Highest(count(words, word));
            default ->
                throw new IllegalArgumentException("\"" + word + "\" in \"" + line + "\" is no condition: expected"
                        + " tags, version, untagged, untagged-for, pushed-before, pushed-within, pulled-before,"
                        + " pulled-within, newest or highest, or all alone");
        };
    }

    /// A range may have spaces: it goes on until the next condition.
    private static String range(Deque<String> words) {
        StringJoiner range = new StringJoiner(" ");
        while (!words.isEmpty() && !CONDITIONS.contains(words.getFirst())) {
            range.add(words.removeFirst());
        }
        return range.toString();
    }

    private static String next(Deque<String> words, String word, String expected) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("behind \"" + word + "\" " + expected + " is missing");
        }
        return words.removeFirst();
    }

    private static Duration age(Deque<String> words, String word) {
        String text = next(words, word, "an age such as 30d");
        return Age.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "behind \"" + word + "\" stands \"" + text + "\": expected an age such as 12h, 7d or 2w"));
    }

    private static int count(Deque<String> words, String word) {
        String text = next(words, word, "a number");
        int count = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException(
                    "behind \"" + word + "\" stands \"" + text + "\": expected a whole number from 1 to " + MAX_COUNT);
        }
        return count;
    }

    /// In one line, as {@link #parse} reads it again.
    @Override
    public String toString() {
        String said = rules.stream().map(Rule::toString).collect(Collectors.joining(SEPARATOR));
        return alone ? ALONE + (said.isEmpty() ? "" : SEPARATOR + said) : said;
    }
}
