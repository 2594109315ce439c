package dev.entrepot.content;

/// Why something was deleted.
public enum Cause {
    /// Somebody asked for it.
    REQUEST("request"),
    /// A retention policy no longer kept it.
    RETENTION("retention"),
    /// Its pusher said how long it is needed.
    EXPIRY("expiry"),
    /// Nothing referred to it any more.
    PRUNE("prune");

    private final String id;

    Cause(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    static Cause stored(String id) {
        for (Cause each : values()) {
            if (each.id.equals(id)) {
                return each;
            }
        }
        throw new IllegalStateException("no cause: " + id);
    }
}
