package dev.entrepot.policy;

/// What came of a change of policies. All but `Done` changed nothing.
public sealed interface PolicyResult {
    /// It is so now.
    ///
    /// @param before the version that decided before; 0 when none did
    record Done(Policy policy, long before) implements PolicyResult {}

    /// There is no policy of this name at that place.
    record Unknown(PolicyKey key) implements PolicyResult {}

    /// It has no draft that could be applied.
    record NoDraft(Policy policy) implements PolicyResult {}

    /// It does not decide anything, so there is nothing to undo.
    record NotActing(Policy policy) implements PolicyResult {}

    /// The version before was forgotten: only the newest are kept.
    record Forgotten(Policy policy) implements PolicyResult {}

    /// The namespace has as many as it may.
    record TooMany(int most) implements PolicyResult {}
}
