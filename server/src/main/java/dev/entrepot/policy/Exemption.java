package dev.entrepot.policy;

import java.time.Instant;
import java.util.Optional;

/// A finding that somebody takes the responsibility for.
///
/// @param author the name that who granted it had then
/// @param expiresAt when it ends; empty when it does not
/// @param expired whether it has ended
/// @param digests how many the tag had, for one of a tag; else 0
public record Exemption(
        String id,
        ExemptionScope scope,
        String issue,
        String reason,
        String author,
        Instant createdAt,
        Optional<Instant> expiresAt,
        boolean expired,
        long digests) {
    private static final String BETWEEN = " ";

    /// Where a page that ends with this one is continued.
    public String cursor() {
        return String.join(BETWEEN, scope.place().repository(), scope.tag(), IssueId.key(issue));
    }
}
