package dev.entrepot.audit;

import java.time.Duration;

/// Section `audit`.
///
/// @param keep entries are kept at least this long
/// @param checkpointInterval the longest time between a change and the next signed checkpoint
public record AuditConfig(Duration keep, Duration checkpointInterval) {
    public static final Duration MIN = Duration.ofSeconds(1);

    public static final AuditConfig DEFAULT = new AuditConfig(Duration.ofDays(365), Duration.ofMinutes(10));

    public AuditConfig {
        if (keep.compareTo(MIN) < 0 || checkpointInterval.compareTo(MIN) < 0) {
            throw new IllegalArgumentException("audit.keep and audit.checkpoint-interval must be at least 1s");
        }
    }
}
