package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One deletion that can be restored.
///
/// @param id sorts by the time of the deletion
/// @param repository as it is called now, or was when it was deleted; empty for a whole namespace
/// @param digest the manifest that was deleted, or that the tag pointed to
/// @param tags that went, at most {@link Trash#MOST_TAGS} of them
/// @param living whether it was in a repository that is there
/// @param parent the deletion of the namespace that this is part of
/// @param contents what lies in it
public record TrashEntry(
        String id,
        Kind kind,
        String namespace,
        Optional<RepositoryName> repository,
        Optional<Digest> digest,
        List<DeletedTag> tags,
        boolean living,
        Optional<String> parent,
        Circumstances circumstances,
        Contents contents) {
    /// What was deleted.
    public enum Kind {
        TAG("tag"),
        MANIFEST("manifest"),
        REPOSITORY("repository"),
        NAMESPACE("namespace");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }

        static Kind stored(String id) {
            for (Kind each : values()) {
                if (each.id.equals(id)) {
                    return each;
                }
            }
            throw new IllegalStateException("no kind of deletion: " + id);
        }
    }

    /// A tag, and where it pointed.
    public record DeletedTag(Tag tag, Digest digest) {}

    /// When it was deleted, by whom, why, and until when it can be restored.
    public record Circumstances(Instant deletedAt, String deletedBy, Cause cause, Instant keepUntil) {}

    /// What lies in it.
    ///
    /// @param manifests how many
    /// @param bytes of different manifests and blobs, whether anything else holds them or not
    public record Contents(long manifests, long bytes) {}

    public TrashEntry {
        tags = List.copyOf(tags);
    }
}
