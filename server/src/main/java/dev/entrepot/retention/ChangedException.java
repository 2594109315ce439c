package dev.entrepot.retention;

import dev.entrepot.authority.NoLongerAllowedException;

/// What a step was to take is not as its plan saw it. Nothing changed.
final class ChangedException extends NoLongerAllowedException {
    private final String how;

    ChangedException(String how) {
        super(how);
        this.how = how;
    }

    /// In words for people.
    String how() {
        return how;
    }
}
