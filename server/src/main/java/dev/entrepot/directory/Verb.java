package dev.entrepot.directory;

/// What the rules of robots and the scopes of tokens name.
public enum Verb {
    PULL("pull"),
    PUSH("push"),
    DELETE("delete");

    private final String id;

    Verb(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }
}
