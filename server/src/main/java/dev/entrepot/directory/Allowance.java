package dev.entrepot.directory;

import dev.entrepot.oci.RepositoryName;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Verbs on the repositories that match a pattern: a rule of a robot, or a scope of a token, written
/// `pull,push:team/*`.
///
/// @param verbs at least one
/// @param pattern a repository's whole name in which `*` stands for any text, slashes included
public record Allowance(Set<Verb> verbs, String pattern) {
    private static final int MAX_PATTERN_LENGTH = 255;

    /// Of one robot or one token: all are looked at for every decision.
    private static final int MAX_RULES = 100;

    private static final Pattern PATTERN = Pattern.compile("[a-z0-9*][a-z0-9._/*-]*");

    public Allowance {
        verbs = Set.copyOf(verbs);
        if (pattern.indexOf('/') < 0 && pattern.indexOf('*') < 0) {
            // As everywhere: a name without a namespace lies in `library`.
            pattern = "library/" + pattern;
        }
        if (verbs.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected ACTIONS:PATTERN with at least one of pull, push, delete, inspect");
        }
        if (pattern.length() > MAX_PATTERN_LENGTH || !PATTERN.matcher(pattern).matches()) {
            throw new IllegalArgumentException("\"" + pattern
                    + "\" is no pattern of repository names; write one such as team/app or team/*, in lower case");
        }
    }

    /// `ACTIONS:PATTERN`. Throws {@link IllegalArgumentException} that says what was expected.
    public static Allowance parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not of the form ACTIONS:PATTERN, such as pull,push:team/*");
        }
        return of(text.substring(0, colon), text.substring(colon + 1));
    }

    /// From the two columns that {@link #actions} and {@link #pattern} fill.
    static Allowance of(String actions, String pattern) {
        EnumSet<Verb> verbs = EnumSet.noneOf(Verb.class);
        for (String word : actions.split(",", -1)) {
            verbs.add(Arrays.stream(Verb.values())
                    .filter(verb -> verb.id().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("\"" + word
                            + "\" is no action of a rule; use pull, push, delete or, for robots, inspect")));
        }
        return new Allowance(verbs, pattern);
    }

    /// The same rules with one per pattern, in the order of their patterns. Throws {@link IllegalArgumentException}
    /// when they are more than anybody needs.
    static List<Allowance> merged(List<Allowance> rules) {
        if (rules.size() > MAX_RULES) {
            throw new IllegalArgumentException(rules.size() + " rules are given; at most " + MAX_RULES + " are taken");
        }
        SortedMap<String, Allowance> byPattern = new TreeMap<>();
        for (Allowance rule : rules) {
            byPattern.merge(rule.pattern, rule, Allowance::and);
        }
        return List.copyOf(byPattern.values());
    }

    private Allowance and(Allowance other) {
        EnumSet<Verb> both = EnumSet.copyOf(verbs);
        both.addAll(other.verbs);
        return new Allowance(both, pattern);
    }

    /// The verbs, comma-separated and in their order.
    public String actions() {
        return EnumSet.copyOf(verbs).stream().map(Verb::id).collect(Collectors.joining(","));
    }

    /// Whoever may inspect may pull.
    public boolean covers(Verb verb, RepositoryName name) {
        boolean named = verbs.contains(verb) || (verb == Verb.PULL && verbs.contains(Verb.INSPECT));
        return named && matches(name.text());
    }

    /// Whether the pattern matches that whole text. Takes time in the product of both lengths at most.
    boolean matches(String text) {
        int star = -1;
        int mark = 0;
        int p = 0;
        int t = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /// The namespace in which every name lies that the pattern matches; empty text when they may lie in several.
    public String namespace() {
        int slash = pattern.indexOf('/');
        int star = pattern.indexOf('*');
        return slash > 0 && (star < 0 || slash < star) ? pattern.substring(0, slash) : "";
    }

    /// Whether the pattern is the name of one repository.
    public boolean namesOne() {
        return pattern.indexOf('*') < 0;
    }

    @Override
    public String toString() {
        return actions() + ":" + pattern;
    }
}
