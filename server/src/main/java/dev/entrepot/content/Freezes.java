package dev.entrepot.content;

import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The rules that freeze tags of one repository, read once for many tags.
public final class Freezes {
    private record Rules(FrozenTags rules, String place) {}

    private final List<Rules> all;

    /// @param rules of the repository, as its row has them
    /// @param namespaceRules the same of its namespace
    public Freezes(RepositoryName name, String rules, String namespaceRules) {
        all = Stream.of(
                        new Rules(FrozenTags.parse(rules), name.text()),
                        new Rules(FrozenTags.parse(namespaceRules), name.namespace()))
                .toList();
    }

    /// The rule that keeps the tag from moving.
    public Optional<Freeze> of(Tag tag) {
        return all.stream()
                .flatMap(each -> each.rules.rule(tag).map(rule -> new Freeze(rule, each.place)).stream())
                .findFirst();
    }
}
