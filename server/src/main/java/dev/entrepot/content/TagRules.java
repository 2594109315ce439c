package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.Optional;

/// What must hold of tags before they move or go; otherwise the whole transaction is taken back.
final class TagRules {
    private final TagTable tags = new TagTable();

    /// Throws {@link RolledBack} when one of the tags does not point where the condition wants it.
    void require(Sql sql, long repository, List<Tag> names, IfMatch condition) {
        for (Tag tag : names) {
            Optional<Digest> current = tags.find(sql, repository, tag);
            if (!condition.admits(current)) {
                throw new RolledBack(new ManifestResult.TagMoved(tag, current));
            }
        }
    }

    /// Throws {@link RefusedException} when the repository freezes the tag.
    static void requireUnfrozen(Home home, Tag tag, Digest current) {
        if (FrozenTags.freezes(home.immutableTags(), tag)) {
            throw new RefusedException(new Refusal.FrozenTag(home.name(), tag, home.immutableTags(), current));
        }
    }

    /// Takes the whole transaction back, because nothing of a refused change may stay.
    static final class RolledBack extends RuntimeException {
        private final transient ManifestResult result;

        RolledBack(ManifestResult result) {
            super(null, null, false, false);
            this.result = result;
        }

        ManifestResult result() {
            return result;
        }
    }
}
