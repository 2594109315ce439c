package dev.entrepot.policy;

/// What somebody wants to exempt.
///
/// @param reason for whoever asks why later
public record NewExemption(ExemptionScope scope, IssueId issue, String reason, Expiry expiry) {
    /// As long as a line that people read; what is longer belongs behind a link in it.
    public static final int MAX_REASON = 1_024;

    public NewExemption {
        if (reason.isBlank() || reason.length() > MAX_REASON) {
            throw new IllegalArgumentException("the reason: expected 1 to " + MAX_REASON + " characters");
        }
    }
}
