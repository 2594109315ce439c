package dev.entrepot.packages;

import java.util.Locale;
import java.util.Optional;

/// How bad a vulnerability is, the least first; unknown is below all that is known.
public enum Severity {
    UNKNOWN,
    NEGLIGIBLE,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    /// As people write it, in any case.
    public static Optional<Severity> parse(String text) {
        for (Severity severity : values()) {
            if (severity.name().equals(text.toUpperCase(Locale.ROOT))) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }
}
