package dev.entrepot.content;

/// What came of a change of a namespace. All but `Done` changed nothing.
public sealed interface NamespaceResult {
    /// It is so now.
    ///
    /// @param namespace as it is now, or was last
    record Done(Namespace namespace) implements NamespaceResult {}

    record Exists() implements NamespaceResult {}

    record Unknown() implements NamespaceResult {}

    /// It was changed since the version that the caller saw.
    record Moved(long version) implements NamespaceResult {}

    /// It has repositories.
    record NotEmpty(long repositories) implements NamespaceResult {}

    /// Something else still belongs to it: robots, or a deleted repository whose last uploads are not collected yet.
    record InUse() implements NamespaceResult {}
}
