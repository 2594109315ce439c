package dev.entrepot.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A personal access token: stands for its owner, within its scopes.
///
/// @param scopes what it is good for at most; empty: as good as its owner's password
public record PersonalToken(
        String id,
        String accountId,
        String name,
        Optional<List<Allowance>> scopes,
        Optional<Instant> expiresAt,
        Instant createdAt,
        Optional<Instant> lastUsedAt) {
    public PersonalToken {
        scopes = scopes.map(List::copyOf);
    }

    public boolean livesAt(Instant now) {
        return expiresAt.map(now::isBefore).orElse(true);
    }
}
