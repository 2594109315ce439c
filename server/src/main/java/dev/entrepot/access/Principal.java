package dev.entrepot.access;

/// Who calls. Later: robots, personal access tokens, federated CI identities.
public sealed interface Principal {
    /// The name under which rows and log lines remember the caller.
    String name();

    /// Nobody in particular.
    record Anonymous() implements Principal {
        @Override
        public String name() {
            return "anonymous";
        }
    }

    /// An account of this registry.
    record User(String id, String name, boolean admin) implements Principal {}
}
