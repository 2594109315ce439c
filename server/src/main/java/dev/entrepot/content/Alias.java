package dev.entrepot.content;

import dev.entrepot.oci.RepositoryName;
import java.time.Instant;

/// A name that a repository had, under which it still answers pulls.
///
/// @param name the old one
/// @param repository as it is called now
/// @param servesUntil when pulls by the old name end; the name stays reserved after it
public record Alias(RepositoryName name, Repository repository, Instant servesUntil) {}
