package dev.entrepot.access;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the token endpoint answers.
sealed interface TokenAnswer {
    /// A token, be it for less than was asked, or for nothing.
    ///
    /// @param token the access token
    /// @param scopes what was granted of what was asked
    /// @param refreshToken empty when none was asked for, or none is given
    record Granted(Tokens.Issued token, List<Scope> scopes, Optional<Secret> refreshToken) implements TokenAnswer {}

    record Unauthenticated(String reason) implements TokenAnswer {}

    record Busy(Duration retryAfter) implements TokenAnswer {}
}
