package dev.entrepot.policy;

import java.time.Instant;
import java.util.Optional;

/// What one policy has against a manifest.
///
/// @param condition of the policy, for people
/// @param until when a grace ends; empty where there is none, or it does not end
public record Objection(PolicyKey policy, Effect effect, String condition, Optional<Instant> until, Cause cause) {}
