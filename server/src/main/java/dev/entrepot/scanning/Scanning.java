package dev.entrepot.scanning;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything in this package, composed over content, readers and the vulnerability database.
public final class Scanning implements AutoCloseable {
    /// What is known of an image of a namespace now, with all its findings; empty when nobody has looked at it and it is
    /// not queued (no such manifest there, or an index).
    public Optional<ImageScan> find(String namespace, Digest digest) {
        throw new IllegalStateException(namespace + digest);
    }

    /// The images that stand under a manifest of a repository: the runnable children of an index (attestations and other
    /// `unknown/unknown` ones left out; nested ones followed), or the manifest itself. Empty when it is not there.
    public List<Digest> images(RepositoryName repository, Digest digest) {
        throw new IllegalStateException(repository + digest.toString());
    }

    /// Puts an image before all others in the queue, unless it was read with the readers of this version.
    ///
    /// @param again read it even so
    public void request(RepositoryName repository, Digest digest, boolean again) {
        throw new IllegalStateException(repository + digest.toString() + again);
    }

    /// As {@link #find}, once it is no longer pending, or after `patience`, whichever is first.
    public Optional<ImageScan> await(String namespace, Digest digest, Duration patience) {
        throw new IllegalStateException(namespace + digest + patience);
    }

    /// How many findings of each severity images have, for listings; what is not scanned is left out.
    public Map<Digest, ScanSummary> summaries(String namespace, Collection<Digest> digests) {
        throw new IllegalStateException(namespace + digests);
    }

    /// Grows with every change of what this node knows of any image: what was derived before is to be derived again.
    public long changes() {
        return 0;
    }

    @Override
    public void close() {}
}
