package dev.entrepot.policy;

import dev.entrepot.scanning.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What VEX documents say of the findings of one image: of those that speak of a finding, the statement that is true
/// since the latest time. At the same time, one that says "affected" or "under investigation" goes before one that
/// waives.
final class VexRulings {
    /// A document, by the issues that it speaks of.
    ///
    /// @param id of the document here; empty for what only is attached
    /// @param author who made it count
    record Source(String id, String author, Map<String, List<VexStatement>> statements) {}

    record Ruling(VexStatement statement, Source source) {}

    private static final Comparator<Ruling> LATEST = Comparator.comparing((Ruling ruling) -> ruling.statement.at())
            .thenComparing(ruling -> !ruling.statement.status().waives());

    private final VexMatcher matcher;

    VexRulings(VexMatcher matcher) {
        this.matcher = matcher;
    }

    Optional<Ruling> of(Finding finding, List<Source> sources) {
        List<Ruling> speaking = new ArrayList<>();
        for (Source source : sources) {
            for (String issue : issues(finding)) {
                source.statements.getOrDefault(issue, List.of()).stream()
                        .filter(statement -> matcher.speaksOf(statement, finding))
                        .forEach(statement -> speaking.add(new Ruling(statement, source)));
            }
        }
        return speaking.stream().max(LATEST);
    }

    /// All ids of a finding, as they are compared.
    static List<String> issues(Finding finding) {
        List<String> issues = new ArrayList<>();
        issues.add(finding.id().toUpperCase(Locale.ROOT));
        finding.aliases().forEach(alias -> issues.add(alias.toUpperCase(Locale.ROOT)));
        return issues;
    }
}
