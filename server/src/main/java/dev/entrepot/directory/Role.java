package dev.entrepot.directory;

/// What a grant gives. Each role holds what the ones before it hold.
public enum Role {
    READER("reader"),
    WRITER("writer"),
    MAINTAINER("maintainer"),
    OWNER("owner");

    private final String id;

    Role(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    public boolean holds(Role other) {
        return compareTo(other) >= 0;
    }

    /// As people write it. Throws {@link IllegalArgumentException} that says what was expected.
    public static Role parse(String text) {
        for (Role role : values()) {
            if (role.id.equals(text)) {
                return role;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is no role; use reader, writer, maintainer or owner");
    }

    /// Throws {@link IllegalStateException}: rows hold nothing else.
    static Role of(String id) {
        for (Role role : values()) {
            if (role.id.equals(id)) {
                return role;
            }
        }
        throw new IllegalStateException("no such role: " + id);
    }
}
