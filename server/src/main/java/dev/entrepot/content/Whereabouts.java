package dev.entrepot.content;

/// Where a manifest is that a tag pointed to once.
public enum Whereabouts {
    /// In the repository, to be pulled by its digest.
    HERE("here"),
    /// In the trash, to be restored.
    TRASH("trash"),
    /// Deleted for good.
    GONE("gone");

    private final String id;

    Whereabouts(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }
}
