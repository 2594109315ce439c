package dev.entrepot.policy;

import dev.entrepot.scanning.Finding;
import java.util.List;

/// Why a policy objects to a manifest.
public sealed interface Cause {
    /// Its condition holds.
    ///
    /// @param findings for whose sake, the worst first; empty when they do not matter to it
    /// @param tag through which it holds, where the condition looks at that; else empty text
    record Holds(List<Finding> findings, String tag) implements Cause {
        public Holds {
            findings = List.copyOf(findings);
        }
    }

    /// Its condition has no answer.
    ///
    /// @param reason for people
    record Errs(String reason) implements Cause {}

    /// Nobody has looked into it yet.
    record Unscanned() implements Cause {}

    /// Nobody can look into it.
    ///
    /// @param problem for people
    record Unscannable(String problem) implements Cause {}

    /// Nobody could look into all of it.
    ///
    /// @param problem for people
    record InPart(String problem) implements Cause {}
}
