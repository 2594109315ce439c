package dev.entrepot.access;

import dev.entrepot.directory.Allowance;
import dev.entrepot.directory.Verb;
import dev.entrepot.oci.RepositoryName;
import java.util.List;
import java.util.Optional;

/// What a credential is good for at most, whatever its owner may do.
public sealed interface Limit permits Limit.None, Limit.Allowances, Scopes {
    /// Whether the credential is good for an action on a repository.
    ///
    /// @param name as it was asked for, old names included
    boolean covers(Action action, RepositoryName name);

    /// Whether it is good for an action on a namespace.
    boolean coversNamespace(Action action, String namespace);

    /// Whether it is good for an action on the registry.
    boolean covers(Action action);

    /// As good as its owner.
    record None() implements Limit {
        @Override
        public boolean covers(Action action, RepositoryName name) {
            return true;
        }

        @Override
        public boolean coversNamespace(Action action, String namespace) {
            return true;
        }

        @Override
        public boolean covers(Action action) {
            return true;
        }
    }

    /// A personal token with scopes. Beyond its verbs it may ask who it is and read what it may pull.
    record Allowances(List<Allowance> scopes) implements Limit {
        public Allowances {
            scopes = List.copyOf(scopes);
        }

        @Override
        public boolean covers(Action action, RepositoryName name) {
            return verb(action)
                    .filter(verb -> scopes.stream().anyMatch(scope -> scope.covers(verb, name)))
                    .isPresent();
        }

        @Override
        public boolean coversNamespace(Action action, String namespace) {
            return action == Action.NAMESPACE_READ
                    && scopes.stream().anyMatch(scope -> scope.namespace().equals(namespace));
        }

        @Override
        public boolean covers(Action action) {
            return switch (action) {
                case NONE, PING, CATALOG -> true;
                default -> false;
            };
        }
    }

    /// The verb that stands for an action in rules and scopes; empty where none does.
    static Optional<Verb> verb(Action action) {
        return switch (action) {
            case PULL, READ -> Optional.of(Verb.PULL);
            case PUSH -> Optional.of(Verb.PUSH);
            case DELETE -> Optional.of(Verb.DELETE);
            default -> Optional.empty();
        };
    }
}
