package dev.entrepot.policy;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/// What a VEX document says of a vulnerability in some products.
///
/// @param issues ids of the vulnerability, in capital letters
/// @param products what it is about
/// @param at since when it is true; of two about the same, the later one counts
/// @param reason why, for people
record VexStatement(Set<String> issues, List<VexProduct> products, VexStatus status, Instant at, String reason) {
    VexStatement {
        issues = Set.copyOf(issues);
        products = List.copyOf(products);
    }
}
