package dev.entrepot.vulnerabilities;

import dev.entrepot.packages.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// Severities as vendors name them.
///
/// | word                                             | severity   |
/// | ------------------------------------------------ | ---------- |
/// | `critical`                                       | CRITICAL   |
/// | `important` (Red Hat, AlmaLinux, SUSE), `high`   | HIGH       |
/// | `moderate`, `medium`                             | MEDIUM     |
/// | `low`, `minor`                                   | LOW        |
/// | `unimportant` (Debian), `negligible` (Ubuntu), `none` | NEGLIGIBLE |
/// | `untriaged`, `not yet assigned`, `end-of-life`, … | UNKNOWN    |
final class Words {
    private static final Map<String, Severity> WORDS = Map.ofEntries(
            Map.entry("critical", Severity.CRITICAL),
            Map.entry("important", Severity.HIGH),
            Map.entry("high", Severity.HIGH),
            Map.entry("moderate", Severity.MEDIUM),
            Map.entry("medium", Severity.MEDIUM),
            Map.entry("low", Severity.LOW),
            Map.entry("minor", Severity.LOW),
            Map.entry("unimportant", Severity.NEGLIGIBLE),
            Map.entry("negligible", Severity.NEGLIGIBLE),
            Map.entry("none", Severity.NEGLIGIBLE));

    private Words() {}

    /// Debian once marked urgencies that nobody had checked with asterisks.
    static Severity severity(String word) {
        return WORDS.getOrDefault(word.strip().replace("*", "").toLowerCase(Locale.ROOT), Severity.UNKNOWN);
    }

    /// The word before the first colon, as in `Important: curl security update`.
    static Severity ofSummary(String summary) {
        int colon = summary.indexOf(':');
        return colon < 0 ? Severity.UNKNOWN : severity(summary.substring(0, colon));
    }

    /// What an entry of OSV's `severity` list says: a vector, or a word (`Ubuntu`). The newest version of CVSS
    /// wins.
    static Rating rating(List<String> scores) {
        Rating rating = Rating.NONE;
        for (String score : scores) {
            OptionalDouble base = Cvss.score(score);
            if (base.isEmpty()) {
                rating = rating.word() == Severity.UNKNOWN ? rating.withWord(severity(score)) : rating;
            } else if (rating.vector().isEmpty() || Cvss.version(score) > Cvss.version(rating.vector())) {
                rating = new Rating(rating.word(), base.getAsDouble(), score);
            }
        }
        return rating;
    }
}
