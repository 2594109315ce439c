package dev.entrepot.api;

import dev.entrepot.policy.Answers;
import dev.entrepot.policy.Cause;
import dev.entrepot.policy.Effect;
import dev.entrepot.policy.GateWords;
import dev.entrepot.policy.PlannedImage;
import dev.entrepot.policy.Policy;
import dev.entrepot.policy.PolicyVersion;
import dev.entrepot.policy.Terms;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Durations;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.scanning.Finding;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Policies and plans in JSON.
final class PolicyBodies {
    private static final String ALLOW = "allow";
    private static final String DENY = "deny";
    private static final int LONGEST = 300;
    private static final int LONGEST_CONDITION = 4_096;

    /// Findings that one line of a plan tells of.
    private static final int MOST_FINDINGS = 20;

    private PolicyBodies() {}

    static JsonObject only(JsonObject body, String... more) {
        List<String> names = new ArrayList<>(
                List.of("tags", "effect", "when", "until", "hold", "unscanned", "unscannable", "partial", "alsoPush"));
        names.addAll(List.of(more));
        return body.only(names.toArray(String[]::new));
    }

    static Terms terms(JsonObject body) {
        Effect effect = Effect.of(body.text("effect", LONGEST))
                .orElseThrow(() -> RefusedException.invalid("effect: expected warn, grace or deny"));
        String condition = body.lines("when", LONGEST_CONDITION);
        Optional<Instant> until = body.optionalText("until", LONGEST).map(PolicyBodies::instant);
        Answers usual = Answers.of(effect);
        Duration hold = body.optionalDuration("hold").orElse(usual.hold());
        boolean unscanned = allows(body, "unscanned", usual.unscanned());
        Answers answers = Call.parsed(
                "hold",
                () -> new Answers(
                        hold,
                        unscanned,
                        allows(body, "unscannable", usual.unscannable()),
                        allows(body, "partial", usual.part())));
        return Call.parsed(
                "policy",
                () -> new Terms(
                                body.optionalText("tags", LONGEST).orElse(""),
                                effect,
                                condition,
                                until,
                                answers,
                                body.optionalFlag("alsoPush").orElse(false))
                        .checked());
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException none) {
            throw RefusedException.invalid("until: expected a time of RFC 3339 in UTC, such as 2026-12-31T00:00:00Z");
        }
    }

    private static boolean allows(JsonObject body, String name, boolean usual) {
        return body.optionalText(name, LONGEST)
                .map(text -> switch (text) {
                    case ALLOW -> true;
                    case DENY -> false;
                    default -> throw RefusedException.invalid(name + ": expected allow or deny");
                })
                .orElse(usual);
    }

    static void write(JsonWriter json, Policy policy) {
        json.put("name", policy.key().name()).put("on", policy.key().place().toString());
        terms(json, policy.current().terms());
        json.put("state", policy.acting().isPresent() ? "acting" : "draft")
                .put("version", policy.current().number());
        policy.draft().ifPresent(draft -> json.object("draft", inner -> version(inner, draft)));
    }

    static void version(JsonWriter json, PolicyVersion version) {
        json.put("version", version.number());
        terms(json, version.terms());
        json.put("createdAt", version.createdAt()).put("createdBy", version.createdBy());
        version.applied()
                .ifPresent(applied -> json.put("appliedAt", applied.at()).put("appliedBy", applied.by()));
    }

    private static void terms(JsonWriter json, Terms terms) {
        Answers answers = terms.answers();
        json.putUnlessEmpty("tags", terms.tags())
                .put("effect", terms.effect().id())
                .put("when", terms.condition());
        terms.until().ifPresent(until -> json.put("until", until));
        json.put("hold", Durations.text(answers.hold()))
                .put("unscanned", answer(answers.unscanned()))
                .put("unscannable", answer(answers.unscannable()))
                .put("partial", answer(answers.part()))
                .put("alsoPush", terms.alsoPush());
    }

    private static String answer(boolean passes) {
        return passes ? ALLOW : DENY;
    }

    static void planned(JsonWriter json, PlannedImage planned) {
        json.put("image", planned.image())
                .put("repository", planned.repository().text())
                .putUnlessEmpty("tag", planned.tag())
                .put("digest", planned.digest().toString())
                .put("fate", planned.fate().id())
                .put("reason", GateWords.reason(planned.objection()));
        List<Finding> findings =
                planned.objection().cause() instanceof Cause.Holds(List<Finding> all, String _) ? all : List.of();
        json.put("findingCount", findings.size())
                .array(
                        "findings",
                        findings.subList(0, Math.min(findings.size(), MOST_FINDINGS)),
                        (inner, finding) -> inner.put("id", finding.id())
                                .put("package", finding.packageName())
                                .put("version", finding.version())
                                .put("fixedVersion", finding.fixedVersion())
                                .put("severity", finding.severity().name()));
        planned.pulledAt().ifPresent(at -> json.put("pulledAt", at));
    }
}
