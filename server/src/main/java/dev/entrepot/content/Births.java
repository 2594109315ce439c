package dev.entrepot.content;

/// What a push may bring into being, beside the content it brings.
public enum Births {
    /// The repository, in a namespace that exists.
    REPOSITORY_ONLY,
    /// The namespace too.
    NAMESPACE_TOO
}
