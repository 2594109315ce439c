package dev.entrepot.access;

import dev.entrepot.directory.Robot;
import java.time.Instant;

/// Tokens of CI systems, given in place of a robot's secret.
public interface CiTokens {
    /// Whether a trust rule of that robot accepts the token. Blocks: may fetch the issuer's keys.
    Result check(Robot robot, String token);

    sealed interface Result {}

    /// A rule accepts the token.
    ///
    /// @param trustId the rule that accepted it
    /// @param subject the token's `sub`, for the audit
    record Accepted(String trustId, String subject, Instant expiresAt) implements Result {}

    /// No rule of the robot accepts the token, or it is not worth a rule.
    ///
    /// @param reason for the log and the caller; says nothing about other rules
    record Refused(String reason) implements Result {}

    /// The issuer's keys could not be fetched.
    record Unavailable(String reason) implements Result {}
}
