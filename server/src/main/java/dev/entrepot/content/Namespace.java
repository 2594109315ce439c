package dev.entrepot.content;

import java.time.Instant;

/// A namespace as it is.
///
/// @param version rises with every change
public record Namespace(
        String name,
        String description,
        Template template,
        Limits limits,
        Keeping keeping,
        long version,
        Instant createdAt) {}
