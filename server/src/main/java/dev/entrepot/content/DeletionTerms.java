package dev.entrepot.content;

import dev.entrepot.authority.Authority;
import java.util.Optional;
import java.util.OptionalLong;

/// Under what authority something is deleted, why, and what must hold at that moment.
///
/// @param lifting the rules for immutable tags that do not hold the deleter back
/// @param ifMatch where the tag must point; empty when that does not matter
/// @param tagVersion the version that the tag must have; empty when that does not matter
/// @param onlyIdle takes no manifest that is tagged (the named tag aside) or leased
public record DeletionTerms(
        Authority authority,
        Cause cause,
        Lifting lifting,
        Optional<IfMatch> ifMatch,
        OptionalLong tagVersion,
        boolean onlyIdle) {
    /// Asked for by somebody who may lift no rule, without conditions.
    public static DeletionTerms of(Authority authority) {
        return new DeletionTerms(authority, Cause.REQUEST, Lifting.NONE, Optional.empty(), OptionalLong.empty(), false);
    }

    public DeletionTerms because(Cause other) {
        return new DeletionTerms(authority, other, lifting, ifMatch, tagVersion, onlyIdle);
    }

    public DeletionTerms lifting(Lifting other) {
        return new DeletionTerms(authority, cause, other, ifMatch, tagVersion, onlyIdle);
    }

    public DeletionTerms ifMatch(Optional<IfMatch> other) {
        return new DeletionTerms(authority, cause, lifting, other, tagVersion, onlyIdle);
    }

    public DeletionTerms atVersion(long version) {
        return new DeletionTerms(authority, cause, lifting, ifMatch, OptionalLong.of(version), onlyIdle);
    }

    /// Of a manifest: only while nothing points to it. Of a tag: the manifest goes along only when it is not leased.
    public DeletionTerms onlyWhenIdle() {
        return new DeletionTerms(authority, cause, lifting, ifMatch, tagVersion, true);
    }
}
