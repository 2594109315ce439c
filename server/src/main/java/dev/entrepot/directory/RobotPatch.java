package dev.entrepot.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What shall become different about a robot, all at once; what is empty stays. Built from {@link #NONE}.
///
/// @param rules all of them
/// @param expiry the new expiry, where there is to be a new one
public record RobotPatch(
        Optional<List<Allowance>> rules,
        Optional<Expiry> expiry,
        Optional<Boolean> disabled,
        Optional<String> description) {
    public static final RobotPatch NONE =
            new RobotPatch(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// Until when; empty: for ever.
    public record Expiry(Optional<Instant> at) {}

    public RobotPatch {
        rules = rules.map(Allowance::merged);
        description.ifPresent(text -> Names.line("the description", text, NewRobot.MAX_DESCRIPTION_LENGTH));
    }

    public RobotPatch withRules(List<Allowance> to) {
        return new RobotPatch(Optional.of(to), expiry, disabled, description);
    }

    public RobotPatch expiringAt(Instant at) {
        return new RobotPatch(rules, Optional.of(new Expiry(Optional.of(at))), disabled, description);
    }

    public RobotPatch neverExpiring() {
        return new RobotPatch(rules, Optional.of(new Expiry(Optional.empty())), disabled, description);
    }

    public RobotPatch withDisabled(boolean to) {
        return new RobotPatch(rules, expiry, Optional.of(to), description);
    }

    public RobotPatch withDescription(String to) {
        return new RobotPatch(rules, expiry, disabled, Optional.of(to));
    }
}
