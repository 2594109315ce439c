package dev.entrepot.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A VEX document that was read.
///
/// @param id that it gives itself; a newer one of the same id takes its place
/// @param author whose statements they are, by the document's own word
/// @param at its own time
record VexContent(VexFormat format, String id, String author, Instant at, List<VexStatement> statements) {
    /// Documents of the largest vendors have some thousand; one without an end fills memory.
    static final int MOST_STATEMENTS = 10_000;

    /// Products of all statements together, their parts included.
    static final int MOST_PRODUCTS = 100_000;

    VexContent {
        statements = List.copyOf(statements);
    }

    /// How many name nothing that could be found in an image.
    long unusable() {
        return statements.stream()
                .filter(statement -> statement.products().stream().noneMatch(VexProduct::usable))
                .count();
    }

    /// The statements by the issues that they are about.
    Map<String, List<VexStatement>> byIssue() {
        Map<String, List<VexStatement>> found = new HashMap<>();
        for (VexStatement statement : statements) {
            Set<String> issues = statement.issues();
            issues.forEach(issue ->
                    found.computeIfAbsent(issue, absent -> new ArrayList<>()).add(statement));
        }
        return found;
    }
}
