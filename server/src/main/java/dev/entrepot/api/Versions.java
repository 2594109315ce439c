package dev.entrepot.api;

import dev.entrepot.rest.Precondition;
import java.util.OptionalLong;

/// Preconditions on things that have a version and exist before they are changed.
final class Versions {
    private Versions() {}

    /// Whether a thing of that version may be changed.
    static boolean fit(Precondition precondition, long version) {
        return switch (precondition) {
            case Precondition.None _, Precondition.Present _ -> true;
            case Precondition.Absent _ -> false;
            case Precondition.Version(long expected) -> expected == version;
        };
    }

    /// The version that a change demands; empty when it takes any.
    static OptionalLong expected(Precondition precondition) {
        return switch (precondition) {
            case Precondition.None _, Precondition.Present _ -> OptionalLong.empty();
            case Precondition.Absent _ -> OptionalLong.of(-1);
            case Precondition.Version(long expected) -> OptionalLong.of(expected);
        };
    }
}
