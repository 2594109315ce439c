package dev.entrepot.cli;

import dev.entrepot.client.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Severities as the API writes them, the worst first.
final class Severities {
    static final List<String> WORST_FIRST = List.of("CRITICAL", "HIGH", "MEDIUM", "LOW", "NEGLIGIBLE", "UNKNOWN");

    private Severities() {}

    /// The words of options.
    static List<String> words() {
        return WORST_FIRST.stream()
                .map(severity -> severity.toLowerCase(Locale.ROOT))
                .toList();
    }

    /// Whether one is at least as bad as the other.
    static boolean reaches(String severity, String threshold) {
        int rank = WORST_FIRST.indexOf(severity);
        return rank >= 0 && rank <= WORST_FIRST.indexOf(threshold.toUpperCase(Locale.ROOT));
    }

    /// Such as `1 critical, 12 high`; `none` of nothing.
    static String counted(Document counts) {
        List<String> parts = new ArrayList<>();
        for (String severity : WORST_FIRST) {
            if (counts.number(severity) > 0) {
                parts.add(counts.number(severity) + " " + severity.toLowerCase(Locale.ROOT));
            }
        }
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }

    /// In one short word each: `1C 12H`.
    static String brief(Document counts) {
        List<String> parts = new ArrayList<>();
        for (String severity : WORST_FIRST) {
            if (counts.number(severity) > 0) {
                parts.add(counts.number(severity) + severity.substring(0, 1));
            }
        }
        return String.join(" ", parts);
    }
}
