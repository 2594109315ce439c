package dev.entrepot.policy;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// A version of a policy in the words of the audit.
final class PolicyWords {
    private PolicyWords() {}

    static SequencedMap<String, String> details(PolicyVersion version, boolean draft) {
        Terms terms = version.terms();
        SequencedMap<String, String> details = new LinkedHashMap<>();
        details.put("version", Long.toString(version.number()));
        details.put("state", draft ? "draft" : "acting");
        details.put("effect", terms.effect().id());
        details.put("when", terms.condition());
        if (!terms.tags().isEmpty()) {
            details.put("tags", terms.tags());
        }
        terms.until().ifPresent(until -> details.put("until", until.toString()));
        Answers answers = terms.answers();
        details.put("hold", answers.hold().toSeconds() + "s");
        details.put("unscanned", answer(answers.unscanned()));
        details.put("unscannable", answer(answers.unscannable()));
        details.put("partial", answer(answers.part()));
        if (terms.alsoPush()) {
            details.put("also", "push");
        }
        return details;
    }

    private static String answer(boolean passes) {
        return passes ? "allow" : "deny";
    }
}
