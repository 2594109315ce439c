package dev.entrepot.content;

import dev.entrepot.authority.Authority;
import java.util.Optional;
import java.util.OptionalLong;

/// Under what authority something is deleted, why, and what must hold at that moment.
///
/// @param lifting the rules for immutable tags that do not hold the deleter back
/// @param ifMatch where the tag must point; empty when that does not matter
/// @param tagVersion the version that the tag must have; empty when that does not matter
/// @param provided what else must hold
public record DeletionTerms(
        Authority authority,
        Cause cause,
        Lifting lifting,
        Optional<IfMatch> ifMatch,
        OptionalLong tagVersion,
        Provided provided) {
    /// What must hold of the manifest that goes.
    public enum Provided {
        NOTHING,
        /// No tag points to it (the named one aside), and no subject of it is there.
        UNTAGGED,
        /// Moreover, it is not leased.
        IDLE
    }

    /// Asked for by somebody who may lift no rule, without conditions.
    public static DeletionTerms of(Authority authority) {
        return new DeletionTerms(
                authority, Cause.REQUEST, Lifting.NONE, Optional.empty(), OptionalLong.empty(), Provided.NOTHING);
    }

    public DeletionTerms because(Cause other) {
        return new DeletionTerms(authority, other, lifting, ifMatch, tagVersion, provided);
    }

    public DeletionTerms lifting(Lifting other) {
        return new DeletionTerms(authority, cause, other, ifMatch, tagVersion, provided);
    }

    public DeletionTerms ifMatch(Optional<IfMatch> other) {
        return new DeletionTerms(authority, cause, lifting, other, tagVersion, provided);
    }

    public DeletionTerms atVersion(long version) {
        return new DeletionTerms(authority, cause, lifting, ifMatch, OptionalLong.of(version), provided);
    }

    /// Of a manifest: only while nothing points to it. Of a tag: the manifest goes along only when it is not leased.
    public DeletionTerms onlyWhenIdle() {
        return new DeletionTerms(authority, cause, lifting, ifMatch, tagVersion, Provided.IDLE);
    }

    /// Of a manifest: only while no tag points to it and it refers to nothing that is there. A push under way that
    /// relies on it brings it back.
    public DeletionTerms onlyWhenUntagged() {
        return new DeletionTerms(authority, cause, lifting, ifMatch, tagVersion, Provided.UNTAGGED);
    }

    boolean onlyUntagged() {
        return provided != Provided.NOTHING;
    }

    boolean onlyIdle() {
        return provided == Provided.IDLE;
    }
}
