package dev.entrepot.access;

import dev.entrepot.directory.SystemRole;

/// Who calls.
public sealed interface Principal {
    /// The name under which people know the caller.
    String name();

    /// Nobody in particular.
    record Anonymous() implements Principal {
        @Override
        public String name() {
            return "anonymous";
        }
    }

    /// An account of this registry.
    record User(String id, String name, SystemRole role) implements Principal {
        public boolean admin() {
            return role == SystemRole.ADMIN;
        }
    }

    /// A robot of a namespace, by one of its secrets or by a token of a CI system that is trusted to stand for it.
    record Robot(String id, String name, String namespace) implements Principal {}
}
