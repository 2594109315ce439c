package dev.entrepot.content;

import java.time.Instant;

/// What came of a change of a namespace. All but `Done` and `Deleted` changed nothing.
public sealed interface NamespaceResult {
    /// It is so now.
    ///
    /// @param namespace as it is now, or was last
    record Done(Namespace namespace) implements NamespaceResult {}

    /// It is in the trash, with all that was in it.
    ///
    /// @param namespace as it was last
    /// @param id by which it can be restored
    record Deleted(Namespace namespace, String id, Instant keepUntil) implements NamespaceResult {}

    /// A namespace of this name is in the trash, and keeps the name until it is restored or emptied.
    record InTrash(String id, Instant keepUntil) implements NamespaceResult {}

    /// A manifest in it is locked.
    record Locked(ManifestLock lock) implements NamespaceResult {}

    record Exists() implements NamespaceResult {}

    record Unknown() implements NamespaceResult {}

    /// It was changed since the version that the caller saw.
    record Moved(long version) implements NamespaceResult {}

    /// It has repositories.
    record NotEmpty(long repositories) implements NamespaceResult {}

    /// Something else still belongs to it: robots.
    record InUse() implements NamespaceResult {}
}
