package dev.entrepot.policy;

import java.time.Instant;

/// What came of granting an exemption.
public sealed interface ExemptionResult {
    /// It holds.
    ///
    /// @param replaced whether there was one for this issue and scope already
    record Done(Exemption exemption, boolean replaced) implements ExemptionResult {}

    /// There is no such tag to take digests from.
    record NoTag(ExemptionScope scope) implements ExemptionResult {}

    /// It would have ended already, or would end so late that nobody would look at it again.
    record WrongEnd(Instant now, Instant latest) implements ExemptionResult {}

    /// The namespace has as many as it may have.
    record TooMany(int most) implements ExemptionResult {}

    /// What the tag points to names more manifests than an exemption covers.
    record TooLarge(int most) implements ExemptionResult {}
}
