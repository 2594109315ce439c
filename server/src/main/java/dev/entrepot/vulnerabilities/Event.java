package dev.entrepot.vulnerabilities;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A version at which a range begins or ends (OSV schema, `affected[].ranges[].events[]`).
///
/// @param version `0` of an introduction is before every version; `*` of a limit is behind every one
record Event(Kind kind, String version) {
    enum Kind {
        INTRODUCED(1),
        FIXED(2),
        LAST_AFFECTED(3),
        LIMIT(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /// What stands for it in files.
        int code() {
            return code;
        }

        static Optional<Kind> ofCode(long code) {
            return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
        }

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
