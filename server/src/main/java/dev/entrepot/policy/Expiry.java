package dev.entrepot.policy;

import java.time.Duration;
import java.time.Instant;

/// When an exemption ends.
public sealed interface Expiry {
    /// It does not.
    record Never() implements Expiry {}

    /// So long after it was granted.
    record After(Duration life) implements Expiry {}

    /// Then.
    record At(Instant end) implements Expiry {}
}
