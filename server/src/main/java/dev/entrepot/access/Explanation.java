package dev.entrepot.access;

import java.util.List;

/// Why something is allowed or refused.
///
/// @param by the grant or rule that allows it; empty text when it is refused
/// @param holds what the principal holds there, whether it helps or not
/// @param inspects whether what is read passes gates
/// @param missing what would allow it; empty text when it is allowed
public record Explanation(
        boolean allowed,
        Action action,
        String resource,
        String principal,
        String by,
        List<String> holds,
        boolean inspects,
        String missing)
        implements Why.Answer {
    public Explanation {
        holds = List.copyOf(holds);
    }

    /// The same, refused.
    ///
    /// @param missing what would allow it
    public Explanation refused(String missing) {
        return new Explanation(false, action, resource, principal, "", holds, inspects, missing);
    }
}
