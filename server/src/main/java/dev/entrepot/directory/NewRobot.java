package dev.entrepot.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A robot to be made. Refuses with {@link IllegalArgumentException} what cannot be one.
///
/// @param name `namespace+short`
/// @param rules may be none: a robot may also hold grants
public record NewRobot(String name, String description, List<Allowance> rules, Optional<Instant> expiresAt) {
    static final int MAX_DESCRIPTION_LENGTH = 1000;

    public NewRobot {
        int plus = name.indexOf('+');
        if (plus < 1) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of a robot; write NAMESPACE+NAME");
        }
        Names.robotShort(name.substring(plus + 1));
        Names.line("the description", description, MAX_DESCRIPTION_LENGTH);
        rules = Allowance.merged(rules);
    }

    /// What stands before the plus. That it exists makes it a namespace.
    public String namespace() {
        return name.substring(0, name.indexOf('+'));
    }
}
