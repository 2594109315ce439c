package dev.entrepot.access;

import java.time.Duration;
import java.util.Optional;

/// What is known of who makes a request.
public sealed interface Caller {
    /// Under whom rows and log lines are written.
    default Principal principal() {
        return new Principal.Anonymous();
    }

    /// Gave no credential.
    record Nobody() implements Caller {}

    /// Gave a good one.
    ///
    /// @param principal whose it is; anonymous for a token that was handed to nobody in particular
    /// @param scopes what a bearer token is good for at most; empty where nothing but rights bounds the credential
    record Known(Principal principal, Optional<Scopes> scopes) implements Caller {}

    /// Gave one that is malformed, wrong, expired or dead.
    record Rejected(String reason) implements Caller {}

    /// Gave one that cannot be looked at now: too many are, or too many of this source were wrong.
    record Busy(Duration retryAfter) implements Caller {}

    /// Came in a way that an open registry does not admit.
    record Refused(String message) implements Caller {}
}
