package dev.entrepot.retention;

import java.util.List;
import java.util.stream.Collectors;

/// One line of a policy: `keep newest 10`, `drop untagged-for 7d`.
///
/// @param keeps whether what it selects stays; otherwise it goes, unless something keeps it
/// @param conditions none: everything, written `all`
record Rule(boolean keeps, List<Condition> conditions) {
    Rule {
        conditions = List.copyOf(conditions);
        if (conditions.stream().map(Condition::getClass).distinct().count() < conditions.size()) {
            throw new IllegalArgumentException("a rule says each condition once: write two rules where either will do");
        }
        if (!keeps && conditions.stream().anyMatch(Rule::ranks)) {
            throw new IllegalArgumentException("newest and highest say what to keep: write \"keep newest 10\", and"
                    + " \"drop all\" for all the others");
        }
        if (conditions.stream().anyMatch(Rule::ofUntagged)
                && conditions.stream().anyMatch(Rule::ofTags)) {
            throw new IllegalArgumentException("what is untagged has neither tag nor version: write two rules");
        }
    }

    /// Whether it compares images with each other.
    static boolean ranks(Condition condition) {
        return condition instanceof Condition.Newest || condition instanceof Condition.Highest;
    }

    private static boolean ofUntagged(Condition condition) {
        return condition instanceof Condition.Untagged || condition instanceof Condition.UntaggedFor;
    }

    private static boolean ofTags(Condition condition) {
        return condition instanceof Condition.Tags
                || condition instanceof Condition.Version
                || condition instanceof Condition.Highest;
    }

    @Override
    public String toString() {
        String said = conditions.isEmpty()
                ? "all"
                : conditions.stream().map(Condition::toString).collect(Collectors.joining(" "));
        return (keeps ? "keep " : "drop ") + said;
    }
}
