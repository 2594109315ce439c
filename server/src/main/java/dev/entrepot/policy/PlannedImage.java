package dev.entrepot.policy;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.time.Instant;
import java.util.Optional;

/// A manifest that a policy would object to.
///
/// @param tag that points to it; empty text where none does
/// @param pulledAt when it was pulled last; empty when it was not, as far as that is noted
public record PlannedImage(
        RepositoryName repository,
        String tag,
        Digest digest,
        Fate fate,
        Objection objection,
        Optional<Instant> pulledAt) {
    /// What would happen to a pull.
    public enum Fate {
        /// It would be served with a warning.
        WARNED("warned"),
        /// It would be served, since it was pulled before, until the grace ends.
        GRACED("graced"),
        /// It would be refused.
        REFUSED("refused");

        private final String id;

        Fate(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }
    }

    /// `NS/REPO:TAG` or `NS/REPO@DIGEST`.
    public String image() {
        return repository + (tag.isEmpty() ? "@" + digest : ":" + tag);
    }
}
