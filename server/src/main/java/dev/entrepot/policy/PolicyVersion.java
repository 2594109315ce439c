package dev.entrepot.policy;

import java.time.Instant;
import java.util.Optional;

/// One version of a policy; they are counted from 1.
///
/// @param applied when it began to decide, for the last time; empty for a draft
/// @param before the version that decided until then; 0 when none did
public record PolicyVersion(
        long number, Terms terms, Instant createdAt, String createdBy, Optional<Applied> applied, long before) {
    /// When, and by whom.
    public record Applied(Instant at, String by) {}
}
