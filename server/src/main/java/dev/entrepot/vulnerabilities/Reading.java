package dev.entrepot.vulnerabilities;

/// What a record turned out to be.
sealed interface Reading {
    /// One to store.
    record Useful(Advisory advisory) implements Reading {}

    /// An update or a remark that is no vulnerability.
    record NoVulnerability() implements Reading {}

    /// Of ecosystems to which no package of an image belongs.
    record Foreign() implements Reading {}
}
