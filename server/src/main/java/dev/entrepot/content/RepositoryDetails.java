package dev.entrepot.content;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A repository as its people see it.
///
/// @param settings that hold for it
/// @param labels by name
/// @param version rises with every change
public record RepositoryDetails(
        Repository repository,
        String description,
        Settings settings,
        SortedMap<String, String> labels,
        long version,
        Instant createdAt) {
    /// What features of the registry do with it.
    ///
    /// @param immutableTags rules for tags that do not move, see {@link FrozenTags}; empty for none
    public record Settings(String immutableTags, String retention, String scanning) {}

    RepositoryDetails with(SortedMap<String, String> others) {
        return new RepositoryDetails(repository, description, settings, others, version, createdAt);
    }

    public RepositoryDetails {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
}
