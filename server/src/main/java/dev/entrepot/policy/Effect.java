package dev.entrepot.policy;

import java.util.Arrays;
import java.util.Optional;

/// What happens where the condition of a policy holds.
public enum Effect {
    /// It is served, and told.
    WARN("warn"),
    /// It is refused, but for digests that were pulled before; after the end of the grace those too.
    GRACE("grace"),
    /// It is refused.
    DENY("deny");

    private final String id;

    Effect(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    public static Optional<Effect> of(String id) {
        return Arrays.stream(values()).filter(effect -> effect.id.equals(id)).findFirst();
    }
}
