package dev.entrepot.policy;

import dev.entrepot.conditions.ImageCondition;
import dev.entrepot.retention.TagPattern;
import java.time.Instant;
import java.util.Optional;

/// What a policy says.
///
/// @param tags an RE2 that matches whole tags; empty text for all manifests, with tags or without
/// @param condition in CEL; where it holds, the effect comes
/// @param until when the digests that a grace lets pass are refused too; only of a grace, and empty where that
/// does not end
/// @param alsoPush whether a push of a tag is refused to what is known to be refused under it
public record Terms(
        String tags, Effect effect, String condition, Optional<Instant> until, Answers answers, boolean alsoPush) {
    /// Nobody sets a grace for longer than that: it is no grace.
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    /// Those from outside.
    ///
    /// @throws IllegalArgumentException with a text for people
    public Terms {
        if (until.isPresent() && effect != Effect.GRACE) {
            throw new IllegalArgumentException(
                    "only a grace has an end: expected the effect grace, found " + effect.id());
        }
        if (until.filter(LATEST::isBefore).isPresent()) {
            throw new IllegalArgumentException("the end of the grace lies after the year 9999");
        }
        if (alsoPush && effect == Effect.WARN) {
            throw new IllegalArgumentException("a warning refuses no push: expected the effect grace or deny");
        }
    }

    /// Refuses what could be stored, but would never have an answer.
    ///
    /// @throws IllegalArgumentException with a text for people
    public Terms checked() {
        TagPattern.parse(tags);
        ImageCondition.parse(condition, Members.EXAMPLE_FINDING, Members.EXAMPLE_PACKAGE);
        return this;
    }
}
