package dev.entrepot.access;

import java.time.Duration;

/// What is known of who makes a request.
public sealed interface Caller {
    /// Under whom log lines are written.
    default Principal principal() {
        return new Principal.Anonymous();
    }

    /// Gave no credential.
    record Nobody() implements Caller {}

    /// Gave a good one.
    ///
    /// @param principal whose it is; anonymous for a token that was handed to nobody in particular
    /// @param limit what the credential is good for at most
    /// @param holder the credential behind it
    record Known(Principal principal, Limit limit, Holder holder) implements Caller {}

    /// Gave one that is malformed, wrong, expired or dead.
    record Rejected(String reason) implements Caller {}

    /// Gave one that cannot be looked at now: too many are, or too many of this source were wrong.
    record Busy(Duration retryAfter) implements Caller {}

    /// Came in a way that is not admitted: an open registry's, or a browser's that another site sent.
    record Refused(String message) implements Caller {}
}
