package dev.entrepot.policy;

/// What a manifest is, as far as gates are concerned.
enum Nature {
    /// A client can run it.
    IMAGE,
    /// Names others.
    INDEX,
    /// Signatures, attestations, lists of packages and the like: documents about something else. Never gated.
    STATEMENT,
    /// Anything else.
    ARTIFACT
}
