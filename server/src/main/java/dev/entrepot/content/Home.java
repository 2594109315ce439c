package dev.entrepot.content;

import dev.entrepot.oci.RepositoryName;
import org.jspecify.annotations.Nullable;

/// A repository as a transaction that changes its content must see it.
///
/// @param immutableTags rules for tags that do not move, see {@link FrozenTags}; empty for none
/// @param namespaceImmutableTags the same, of its namespace
/// @param trashKeepMicros how long its namespace keeps what is deleted; null as the server is configured
/// @param maxBytes that its namespace may hold; null without a limit
record Home(
        long id,
        RepositoryName name,
        String immutableTags,
        String namespaceImmutableTags,
        @Nullable Long trashKeepMicros,
        @Nullable Long maxBytes) {
    String namespace() {
        return name.namespace();
    }
}
