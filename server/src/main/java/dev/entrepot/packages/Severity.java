package dev.entrepot.packages;

import java.util.Locale;
import java.util.Optional;

/// How bad a vulnerability is, the least first; unknown is below all that is known.
public enum Severity {
    UNKNOWN(0),
    NEGLIGIBLE(1),
    LOW(2),
    MEDIUM(3),
    HIGH(4),
    CRITICAL(5);

    private final int rank;

    Severity(int rank) {
        this.rank = rank;
    }

    /// As it is kept in rows, from 0 for unknown to 5 for critical.
    public int rank() {
        return rank;
    }

    /// The severity of a {@link #rank}.
    public static Severity ofRank(int rank) {
        for (Severity severity : values()) {
            if (severity.rank == rank) {
                return severity;
            }
        }
        throw new IllegalStateException("no severity has the rank " + rank);
    }

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
