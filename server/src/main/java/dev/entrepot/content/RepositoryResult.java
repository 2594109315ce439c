package dev.entrepot.content;

/// What came of a change of a repository. All but `Done` changed nothing.
public sealed interface RepositoryResult {
    /// It is so now.
    ///
    /// @param details as they are now, or were last
    record Done(RepositoryDetails details) implements RepositoryResult {}

    record Exists() implements RepositoryResult {}

    record Unknown() implements RepositoryResult {}

    /// It was changed since the version that the caller saw.
    record Moved(long version) implements RepositoryResult {}

    /// It has manifests.
    record NotEmpty() implements RepositoryResult {}

    record Refused(Refusal refusal) implements RepositoryResult {}
}
