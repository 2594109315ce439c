package dev.entrepot.access;

import java.time.Duration;
import java.util.Optional;

/// The answer to "may this caller do that?".
public sealed interface Decision {
    record Allowed(Principal principal) implements Decision {}

    /// Answered 401 `UNAUTHORIZED` with a challenge: another credential may help.
    ///
    /// @param scope the one scope that is needed; empty text where any credential is enough
    /// @param error `insufficient_scope` or `invalid_token`; empty when no credential was given
    /// @param message for people
    record Challenge(String scope, Optional<String> error, String message) implements Decision {}

    /// Answered 404 `NAME_UNKNOWN`, the same bytes whether the repository exists or not.
    record NotFound() implements Decision {}

    /// Answered 403 `DENIED`: no credential of this principal would help.
    ///
    /// @param message names the grant that is missing
    record Denied(String message) implements Decision {}

    /// Answered 429 `TOOMANYREQUESTS` with `Retry-After`.
    record Busy(Duration retryAfter) implements Decision {}
}
