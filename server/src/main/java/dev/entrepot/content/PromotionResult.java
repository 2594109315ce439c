package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.Optional;

/// What came of promotions that go together. All but `Done` changed nothing.
public sealed interface PromotionResult {
    /// Every target points to its source's manifest.
    record Done(List<Promoted> promoted) implements PromotionResult {
        public Done {
            promoted = List.copyOf(promoted);
        }
    }

    /// One of them.
    ///
    /// @param previous where the target pointed before; empty for a new tag
    /// @param manifests that the target's repository did not have
    /// @param kept tags of signatures that were left alone, since somebody moved them in the target's repository
    record Promoted(
            Promotion promotion, Digest digest, Optional<Digest> previous, List<Digest> manifests, List<Tag> kept) {
        public Promoted {
            manifests = List.copyOf(manifests);
            kept = List.copyOf(kept);
        }
    }

    /// There is no such source.
    record Unknown(Promotion promotion) implements PromotionResult {}

    /// The target is not where it was expected.
    record TagMoved(Promotion promotion, Optional<Digest> current) implements PromotionResult {}

    /// More hangs on a source than one transaction takes.
    record TooMany(Promotion promotion, int most) implements PromotionResult {}

    /// Manifests that would come along are not cleared.
    record Uncleared(Promotion promotion, List<Digest> manifests) implements PromotionResult {
        public Uncleared {
            manifests = List.copyOf(manifests);
        }
    }

    /// The target's namespace or a rule does not admit it.
    record Refused(Refusal refusal) implements PromotionResult {}
}
