package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /// Throws {@link RefusedException} when a rule freezes the tag.
    static void requireUnfrozen(Home home, Tag tag, Digest current) {
        freezes(home, tag).stream().findFirst().ifPresent(freeze -> {
            throw new RefusedException(new Refusal.FrozenTag(home.name(), tag, freeze, current));
        });
    }

    /// Throws {@link RefusedException} when a rule freezes the tag that its deleter may not lift.
    static void requireDeletable(Sql sql, Home home, Tag tag, Digest current, Lifting lifting) {
        for (Freeze freeze : freezes(home, tag)) {
            if (!lifting.covers(sql, freeze)) {
                throw new RefusedException(new Refusal.FrozenTag(home.name(), tag, freeze, current));
            }
        }
    }

    /// One rule of the repository, one of the namespace, or both.
    static List<Freeze> freezes(Home home, Tag tag) {
        return Stream.of(
                        freeze(home.immutableTags(), tag, home.name().text()),
                        freeze(home.namespaceImmutableTags(), tag, home.namespace()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Freeze> freeze(String rules, Tag tag, String place) {
        return rules.isEmpty()
                ? Optional.empty()
                : FrozenTags.parse(rules).rule(tag).map(rule -> new Freeze(rule, place));
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
