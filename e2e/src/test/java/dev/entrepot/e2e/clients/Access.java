package dev.entrepot.e2e.clients;

/// How clients reach the registry.
enum Access {
    /// As its admin: a login, then tokens.
    TOKENS,
    /// As anybody, where `--open` lets everybody in.
    OPEN
}
