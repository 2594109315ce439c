package dev.entrepot.access;

import dev.entrepot.authority.Authority;
import dev.entrepot.oci.RepositoryName;
import java.time.Duration;
import java.util.Optional;

/// The answer to "may this caller do that?".
public sealed interface Decision {
    /// Yes.
    ///
    /// @param principal who may
    /// @param repository on which repository: the one that was asked for, or the one that an old name stands for;
    /// empty where the action is not on a repository
    /// @param check looks again, inside the transaction of a change
    record Allowed(Principal principal, Optional<RepositoryName> repository, Authority.Check check)
            implements Decision {}

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
