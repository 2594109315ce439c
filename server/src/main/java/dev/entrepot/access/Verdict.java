package dev.entrepot.access;

import java.util.List;

/// Whether a principal has a right, and why.
sealed interface Verdict {
    /// It has the right.
    ///
    /// @param by the grant or rule that gives it, for people
    record Held(String by) implements Verdict {}

    /// It has not.
    ///
    /// @param unmet grants or rules that would give it, each with the reason why it does not now
    record Missing(List<String> unmet) implements Verdict {
        public Missing {
            unmet = List.copyOf(unmet);
        }
    }

    /// Only an evaluation that may block can tell.
    record Later() implements Verdict {}
}
