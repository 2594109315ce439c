package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.time.Instant;

/// Why something that its caller had the right to was not done. Nothing changed.
public sealed interface Refusal {
    /// There is no such namespace, and the caller may not make it.
    record NoNamespace(String namespace) implements Refusal {}

    /// The namespace is in the trash, and keeps its name until it is restored or emptied.
    record NamespaceInTrash(String namespace, Instant keepUntil) implements Refusal {}

    /// The name belongs to a repository that is called otherwise now. Tell the current name only to those who may
    /// read that repository.
    record FormerName(RepositoryName name, RepositoryName current) implements Refusal {}

    /// The namespace has as many repositories as it may have.
    record TooManyRepositories(String namespace, long used, long limit) implements Refusal {}

    /// What was brought does not fit into the namespace; all numbers are bytes.
    ///
    /// @param more what the change would have added to `used`
    record TooManyBytes(String namespace, long used, long more, long limit) implements Refusal {}

    /// A rule freezes the tag, and it points elsewhere already.
    record FrozenTag(RepositoryName repository, Tag tag, Freeze by, Digest current) implements Refusal {}
}
