package dev.entrepot.access;

import dev.entrepot.authority.NoLongerAllowedException;

/// A right ended between the decision and the transaction of the change.
public final class RevokedException extends NoLongerAllowedException {
    private final transient Decision decision;

    RevokedException(Decision decision) {
        super("the right to do this ended meanwhile: " + decision);
        this.decision = decision;
    }

    /// What the caller would be told by now; never {@link Decision.Allowed}.
    public Decision decision() {
        return decision;
    }
}
