package dev.entrepot.integrity;

import java.time.Duration;

/// Section `scrub`: how often stored bytes are read again.
///
/// @param within each blob is read whole within this time; zero: only when somebody asks for it
public record ScrubConfig(Duration within) {
    public static final ScrubConfig DEFAULT = new ScrubConfig(Duration.ofDays(30));
}
