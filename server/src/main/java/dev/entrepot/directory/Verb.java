package dev.entrepot.directory;

/// What the rules of robots and the scopes of tokens name.
public enum Verb {
    PULL("pull"),
    PUSH("push"),
    DELETE("delete"),
    /// Of robots: pulls that do not count as pulls, for scanners and mirrors.
    INSPECT("inspect");

    private final String id;

    Verb(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }
}
