package dev.entrepot.policy;

import dev.entrepot.conditions.Conditions;
import dev.entrepot.conditions.ImageCondition;
import dev.entrepot.retention.TagPattern;
import java.util.Optional;

/// A policy that decides, ready to.
///
/// @param tags empty where it is about all manifests
/// @param condition empty when what is stored is understood no more, as after a downgrade: it refuses then
/// @param broken why; else empty text
record ActingPolicy(
        String id,
        PolicyKey key,
        long version,
        Terms terms,
        Optional<TagPattern> tags,
        Optional<ImageCondition> condition,
        String broken) {
    static ActingPolicy of(PolicyTable.Acting stored, Conditions conditions) {
        long version = stored.version().number();
        Terms terms = stored.version().terms();
        try {
            Optional<TagPattern> tags =
                    terms.tags().isEmpty() ? Optional.empty() : Optional.of(TagPattern.parse(terms.tags()));
            return new ActingPolicy(
                    stored.id(),
                    stored.key(),
                    version,
                    terms,
                    tags,
                    Optional.of(conditions.image(terms.condition())),
                    "");
        } catch (IllegalArgumentException notUnderstood) {
            return new ActingPolicy(
                    stored.id(),
                    stored.key(),
                    version,
                    terms,
                    Optional.empty(),
                    Optional.empty(),
                    String.valueOf(notUnderstood.getMessage()));
        }
    }

    /// Whether it has to know what a scan says, or that there is none. A condition that asks for nothing at all
    /// holds, or not, for what was scanned.
    boolean asksForScan() {
        return condition
                .filter(found -> found.asksForScan() || !found.asksForPlace())
                .isPresent();
    }

    boolean asksForAge() {
        return condition.filter(ImageCondition::asksForAge).isPresent();
    }

    boolean asksForTags() {
        return tags.isPresent() || condition.filter(ImageCondition::asksForTag).isPresent();
    }
}
