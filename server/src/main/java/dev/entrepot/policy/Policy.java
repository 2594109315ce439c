package dev.entrepot.policy;

import java.util.Optional;

/// A policy as it is now: what decides, and what would be applied next. It has one of them at least.
///
/// @param id never given to another
public record Policy(String id, PolicyKey key, Optional<PolicyVersion> acting, Optional<PolicyVersion> draft) {
    /// What it says: what decides, or what would.
    public PolicyVersion current() {
        return acting.or(() -> draft)
                .orElseThrow(() -> new IllegalStateException("the policy " + key + " says nothing"));
    }
}
