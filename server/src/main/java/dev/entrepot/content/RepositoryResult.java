package dev.entrepot.content;

import java.time.Instant;

/// What came of a change of a repository. All but `Done` and `Deleted` changed nothing.
public sealed interface RepositoryResult {
    /// It is so now.
    ///
    /// @param details as they are now, or were last
    record Done(RepositoryDetails details) implements RepositoryResult {}

    /// It is in the trash.
    ///
    /// @param details as they were last
    /// @param id by which it can be restored
    record Deleted(RepositoryDetails details, String id, Instant keepUntil) implements RepositoryResult {}

    /// A manifest in it is locked.
    record Locked(ManifestLock lock) implements RepositoryResult {}

    record Exists() implements RepositoryResult {}

    record Unknown() implements RepositoryResult {}

    /// It was changed since the version that the caller saw.
    record Moved(long version) implements RepositoryResult {}

    /// It has manifests.
    record NotEmpty() implements RepositoryResult {}

    record Refused(Refusal refusal) implements RepositoryResult {}
}
