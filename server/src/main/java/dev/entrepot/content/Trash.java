package dev.entrepot.content;

import dev.entrepot.authority.Authority;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.Optional;

/// The end of tags and manifests, and their way back.
public final class Trash {
    /// Tags that an entry tells.
    public static final int MOST_TAGS = 100;

    Trash() {}

    /// Removes a tag, and nothing else.
    public Deletion untag(RepositoryName name, Tag tag, DeletionTerms terms) {
        throw new IllegalStateException("not there yet: " + name + tag + terms);
    }

    /// Removes a tag, and its manifest with all that hangs on it when nothing else holds that: no other tag, no index,
    /// no subject that is there, no lock.
    public Deletion removeImage(RepositoryName name, Tag tag, DeletionTerms terms) {
        throw new IllegalStateException("not there yet: " + name + tag + terms);
    }

    /// Removes a manifest with all its tags and all that hangs on it. Refused while an index names it.
    public Deletion removeManifest(RepositoryName name, Digest digest, DeletionTerms terms) {
        throw new IllegalStateException("not there yet: " + name + digest + terms);
    }

    /// A deletion that can be restored.
    public Optional<TrashEntry> find(String id) {
        throw new IllegalStateException("not there yet: " + id);
    }

    /// The newest deletion that took this tag of a repository.
    public Optional<TrashEntry> newest(RepositoryName name, Tag tag) {
        throw new IllegalStateException("not there yet: " + name + tag);
    }

    /// The newest deletion that took this manifest of a repository.
    public Optional<TrashEntry> newest(RepositoryName name, Digest digest) {
        throw new IllegalStateException("not there yet: " + name + digest);
    }

    /// The newest deletion of a repository of this name.
    public Optional<TrashEntry> newest(RepositoryName name) {
        throw new IllegalStateException("not there yet: " + name);
    }

    /// The deletion of a namespace of this name.
    public Optional<TrashEntry> newest(String namespace) {
        throw new IllegalStateException("not there yet: " + namespace);
    }

    /// At most `limit` deletions of a namespace, and of what was in it, the newest first.
    ///
    /// @param after the id of the last that is known; empty text for the first page
    public List<TrashEntry> list(String namespace, String after, int limit) {
        throw new IllegalStateException("not there yet: " + namespace + after + limit);
    }

    /// The same of what was in a repository that is there.
    public List<TrashEntry> list(RepositoryName name, String after, int limit) {
        throw new IllegalStateException("not there yet: " + name + after + limit);
    }

    /// Brings back all that a deletion took.
    public Restoration restore(String id, Authority authority) {
        throw new IllegalStateException("not there yet: " + id + authority);
    }

    /// Brings back one of the tags that a deletion took, with its manifest.
    public Restoration restore(String id, Tag tag, Authority authority) {
        throw new IllegalStateException("not there yet: " + id + tag + authority);
    }

    /// Ends a deletion before its time: it cannot be restored any more. False when there is no such.
    public boolean purge(String id, Authority authority) {
        throw new IllegalStateException("not there yet: " + id + authority);
    }

    /// Ends all deletions of a namespace before their time, and returns how many they were.
    public long purgeAll(String namespace, Authority authority) {
        throw new IllegalStateException("not there yet: " + namespace + authority);
    }

    /// Empties the trash of what is over, and returns how many deletions are gone for good. Called by a job.
    public int expire() {
        return 0;
    }
}
