package dev.entrepot.retention;

import dev.entrepot.retention.Planner.Sourced;
import java.util.ArrayList;
import java.util.List;

/// The policies that rule over one repository: its own and that of its namespace, both unless its own is `alone`.
///
/// @param timesUntagged whether any asks how long something has been untagged
/// @param asksPulls whether any asks when something was pulled
record Ruling(List<Sourced> rules, boolean timesUntagged, boolean asksPulls) {
    Ruling {
        rules = List.copyOf(rules);
    }

    static Ruling of(PolicyTable.Place place) {
        List<Sourced> rules = new ArrayList<>();
        boolean alone = add(rules, place.retention(), place.name());
        if (!alone) {
            add(rules, place.namespaceRetention(), place.namespace());
        }
        boolean untagged = false;
        boolean pulls = false;
        for (Sourced sourced : rules) {
            for (Condition condition : sourced.rule().conditions()) {
                untagged |= condition instanceof Condition.UntaggedFor;
                pulls |= condition instanceof Condition.PulledBefore || condition instanceof Condition.PulledWithin;
            }
        }
        return new Ruling(rules, untagged, pulls);
    }

    /// Whether the policy stands alone. One that cannot be read, because it is older than this language, keeps all.
    private static boolean add(List<Sourced> rules, String text, String of) {
        try {
            Policy policy = Policy.parse(text);
            policy.rules().forEach(rule -> rules.add(Sourced.of(rule, rule + " (policy of " + of + ")")));
            return policy.alone();
        } catch (IllegalArgumentException unreadable) {
            Rule all = new Rule(true, List.of());
            rules.add(Sourced.of(all, "the policy of " + of + " cannot be read: " + unreadable.getMessage()));
            return false;
        }
    }
}
