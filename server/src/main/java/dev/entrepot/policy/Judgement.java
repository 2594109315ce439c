package dev.entrepot.policy;

import java.util.List;

/// What all policies together say of a manifest: the strictest of them decides.
public sealed interface Judgement {
    /// It passes.
    ///
    /// @param warnings to be told of
    record Passes(List<Objection> warnings) implements Judgement {
        public Passes {
            warnings = List.copyOf(warnings);
        }
    }

    /// It is refused.
    ///
    /// @param objections at least one
    record Refused(List<Objection> objections) implements Judgement {
        public Refused {
            objections = List.copyOf(objections);
            if (objections.isEmpty()) {
                throw new IllegalArgumentException("refused for nothing");
            }
        }
    }

    /// Nothing stands against it.
    Judgement OPEN = new Passes(List.of());
}
