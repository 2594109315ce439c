package dev.entrepot.content;

import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;

/// What deletions would take and give back, before they are done.
public final class Forecasts {
    Forecasts() {}

    /// Of the deletion of a tag (see {@link Trash#removeImage}), or of a manifest.
    ///
    /// @param allTags of the manifest that the tag points to, with all its tags
    public Outlook of(RepositoryName name, Reference reference, boolean allTags) {
        throw new IllegalStateException("not there yet: " + name + reference + allTags);
    }
}
