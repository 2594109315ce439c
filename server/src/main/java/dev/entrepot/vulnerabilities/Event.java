package dev.entrepot.vulnerabilities;

import java.util.Locale;
import java.util.Optional;

/// A version at which a range begins or ends (OSV schema, `affected[].ranges[].events[]`).
///
/// @param version `0` of an introduction is before every version; `*` of a limit is behind every one
record Event(Kind kind, String version) {
    enum Kind {
        INTRODUCED,
        FIXED,
        LAST_AFFECTED,
        LIMIT;

        static Optional<Kind> of(String name) {
            for (Kind kind : values()) {
                if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }
}
