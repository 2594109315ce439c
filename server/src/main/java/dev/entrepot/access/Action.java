package dev.entrepot.access;

/// What a route asks leave for. Every route declares one; a route without one cannot be built.
public enum Action {
    /// Needs no leave: health, the token endpoint, static answers.
    NONE,
    /// `GET /v2/`: any valid credential, even without rights.
    PING,
    /// Reads a repository's blobs, manifests, tags and referrers.
    PULL,
    /// Writes blobs, manifests and tags; includes cancelling an upload.
    PUSH,
    /// Deletes manifests, tags and blobs.
    DELETE,
    /// Lists repositories; the list itself is filtered.
    CATALOG,
    /// Reads the server's metrics and its state.
    OBSERVE
}
