package dev.entrepot.directory;

/// What an account may do beyond its grants.
public enum SystemRole {
    NONE("none"),
    /// May do everything.
    ADMIN("admin"),
    /// Reads everything, changes nothing.
    AUDITOR("auditor");

    private final String id;

    SystemRole(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    /// As people write it. Throws {@link IllegalArgumentException} that says what was expected.
    public static SystemRole parse(String text) {
        for (SystemRole role : values()) {
            if (role.id.equals(text)) {
                return role;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is no system role; use none, admin or auditor");
    }

    static SystemRole of(String id) {
        for (SystemRole role : values()) {
            if (role.id.equals(id)) {
                return role;
            }
        }
        throw new IllegalStateException("no such system role: " + id);
    }
}
