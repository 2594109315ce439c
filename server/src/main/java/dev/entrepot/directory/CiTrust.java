package dev.entrepot.directory;

import java.time.Instant;

/// Tokens of a CI system's OIDC issuer that stand for a robot.
///
/// @param issuer exactly as the tokens name it
/// @param audience unique to this registry
/// @param condition CEL over `claims`
public record CiTrust(
        String id,
        String robotId,
        String issuer,
        String audience,
        String condition,
        Instant createdAt,
        String createdBy) {}
