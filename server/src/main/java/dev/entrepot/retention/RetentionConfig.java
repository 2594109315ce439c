package dev.entrepot.retention;

import java.time.Duration;

/// Section `retention`.
///
/// @param every how often the policies of each namespace run by themselves (`ENTREPOT_RETENTION_EVERY`)
public record RetentionConfig(Duration every) {
    /// Less would only keep the database busy.
    public static final Duration MIN = Duration.ofSeconds(1);

    public static final RetentionConfig DEFAULT = new RetentionConfig(Duration.ofHours(24));
}
