package dev.entrepot.policy;

import java.time.Instant;
import java.util.List;

/// What came of putting VEX documents where they count.
public sealed interface VexResult {
    /// They count.
    ///
    /// @param unusable how many of their statements name nothing that could be found in an image
    record Done(List<VexDocument> documents, long unusable) implements VexResult {
        public Done {
            documents = List.copyOf(documents);
        }
    }

    /// A newer one of the same id is there.
    record Older(String document, Instant there) implements VexResult {}

    /// It speaks of a time to come.
    record FromTheFuture(String document, Instant statedAt) implements VexResult {}

    /// The namespace has as much as it may have.
    record TooMuch(String limit) implements VexResult {}

    /// There is no such manifest in that repository, or no VEX in it.
    record NotThere(String why) implements VexResult {}
}
