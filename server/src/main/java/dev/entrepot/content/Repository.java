package dev.entrepot.content;

import dev.entrepot.oci.RepositoryName;

/// A repository that exists, as far as decisions need it.
///
/// @param id never used again, so what was decided about it does not hold for a later one of the same name
/// @param name that it has now
public record Repository(long id, RepositoryName name, Visibility visibility) {}
