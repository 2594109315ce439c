package dev.entrepot.conditions;

import java.util.SortedSet;
import java.util.TreeSet;

/// What a condition says about given inputs. Only {@link Holds} lets anybody do anything.
public sealed interface Verdict {
    /// True, whatever the absent inputs are.
    record Holds() implements Verdict {}

    /// False, whatever the absent inputs are.
    record Fails() implements Verdict {}

    /// The answer depends on inputs that are absent at this use.
    ///
    /// @param inputs their names, at least one
    record Missing(SortedSet<String> inputs) implements Verdict {
        public Missing {
            inputs = new TreeSet<>(inputs);
            if (inputs.isEmpty()) {
                throw new IllegalArgumentException("nothing is missing");
            }
        }

        @Override
        public SortedSet<String> inputs() {
            return new TreeSet<>(inputs);
        }
    }

    /// There is no answer: a claim is absent, types do not fit, or the evaluation would cost too much.
    ///
    /// @param reason for people
    record Errs(String reason) implements Verdict {}
}
