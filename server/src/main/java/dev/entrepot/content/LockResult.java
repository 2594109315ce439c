package dev.entrepot.content;

/// What came of locking or unlocking a manifest. All but `Done` changed nothing.
public sealed interface LockResult {
    /// It is so now.
    ///
    /// @param lock that holds, or held until now
    record Done(ManifestLock lock) implements LockResult {}

    /// There is no such manifest, or no lock on it.
    record Unknown() implements LockResult {}

    /// It is locked already.
    record Already(ManifestLock lock) implements LockResult {}
}
