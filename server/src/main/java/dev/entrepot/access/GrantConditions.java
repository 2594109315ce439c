package dev.entrepot.access;

import dev.entrepot.conditions.Conditions;
import dev.entrepot.conditions.GrantInputs;
import dev.entrepot.conditions.Verdict;
import dev.entrepot.oci.RepositoryName;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Conditions on grants, looked at in the circumstances of one use. A condition that lacks an input, or cannot be
/// evaluated, is not met.
final class GrantConditions {
    private static final String TAG = "tag";

    private final Conditions conditions = new Conditions();
    private final InstantSource clock;

    GrantConditions(InstantSource clock) {
        this.clock = clock;
    }

    /// Why the condition is not met; empty when it is.
    ///
    /// @param resource the name of the repository or namespace
    Optional<String> unmet(String condition, Use use, Action action, String resource) {
        GrantInputs inputs = GrantInputs.none()
                .time(clock.instant())
                .address(use.address())
                .action(action.id())
                .repository(resource);
        return switch (conditions.grant(condition, inputs)) {
            case Verdict.Holds _ -> Optional.empty();
            case Verdict.Fails _ -> Optional.of("its condition does not hold: " + condition);
            case Verdict.Errs errs -> Optional.of("its condition cannot be evaluated: " + errs.reason());
            case Verdict.Missing missing ->
                missing.inputs().size() == 1 && missing.inputs().contains(TAG)
                        ? unmetByTags(condition, use, inputs, resource)
                        : Optional.of(
                                "its condition needs what is not known here: " + String.join(", ", missing.inputs()));
        };
    }

    private Optional<String> unmetByTags(String condition, Use use, GrantInputs inputs, String resource) {
        boolean met = switch (use.tags()) {
            case Use.Open _ -> true;
            case Use.NoTag _ -> false;
            case Use.Each each -> allHold(condition, inputs, each.names());
            case Use.All all -> allHold(condition, inputs, all.names().apply(new RepositoryName(resource)));
            case Use.Any any ->
                any.names().apply(new RepositoryName(resource)).stream().anyMatch(tag -> holds(condition, inputs, tag));
        };
        return met ? Optional.empty() : Optional.of("its condition does not hold for this tag: " + condition);
    }

    private boolean allHold(String condition, GrantInputs inputs, List<String> tags) {
        return !tags.isEmpty() && tags.stream().allMatch(tag -> holds(condition, inputs, tag));
    }

    private boolean holds(String condition, GrantInputs inputs, String tag) {
        return conditions.grant(condition, inputs.tag(tag)) instanceof Verdict.Holds;
    }
}
