package dev.entrepot.access;

/// An account as its row is.
///
/// @param credentialVersion raised by every change that must end what was made from the old credential
record Account(
        String id, String name, SystemRole role, Argon2id passwordHash, long credentialVersion, boolean disabled) {
    Account {
        if (id.isEmpty() || name.isEmpty() || name.indexOf(':') >= 0) {
            throw new IllegalArgumentException("not an account: id " + id + ", name " + name);
        }
    }

    Principal.User principal() {
        return new Principal.User(id, name, role == SystemRole.ADMIN);
    }

    /// What an account may do beyond its grants.
    enum SystemRole {
        NONE("none"),
        ADMIN("admin"),
        AUDITOR("auditor");

        private final String id;

        SystemRole(String id) {
            this.id = id;
        }

        String id() {
            return id;
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
}
