package dev.entrepot.versions;

/// How one family of versions is read. Every text has a key, however wrong it is.
interface Scheme {
    VersionKey key(String version);

    /// Whether the tools of the ecosystem take this for a version.
    boolean valid(String version);
}
