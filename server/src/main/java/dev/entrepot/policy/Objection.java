package dev.entrepot.policy;

/// What one policy has against a manifest.
///
/// @param condition of the policy, for people
public record Objection(PolicyKey policy, Effect effect, String condition, Cause cause) {}
