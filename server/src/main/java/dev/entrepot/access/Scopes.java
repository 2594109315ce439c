package dev.entrepot.access;

import dev.entrepot.content.Repository;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.RepositoryName;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a token is good for, at most: nothing outside it, whatever its owner may do.
public final class Scopes implements Limit {
    private static final Set<Action> NOTHING = Set.of();

    private final Map<RepositoryName, Set<Action>> repositories;
    private final Map<RepositoryName, Long> ids;
    private final Set<Action> registry;

    private Scopes(Map<RepositoryName, Set<Action>> repositories, Map<RepositoryName, Long> ids, Set<Action> registry) {
        this.repositories = repositories;
        this.ids = ids;
        this.registry = registry;
    }

    /// The meaning of what a token lists. Names may begin with `host`, which is this registry's own.
    static Scopes of(List<Scope> granted, String host) {
        Map<RepositoryName, Set<Action>> repositories = new HashMap<>();
        Map<RepositoryName, Long> ids = new HashMap<>();
        Set<Action> registry = EnumSet.noneOf(Action.class);
        for (Scope scope : granted) {
            switch (scope.type()) {
                case Scope.REPOSITORY ->
                    repository(scope.name(), host).ifPresent(name -> {
                        repositories
                                .computeIfAbsent(name, key -> EnumSet.noneOf(Action.class))
                                .addAll(Vocabulary.repositoryActions(scope.actions()));
                        scope.repositoryId().ifPresent(id -> ids.put(name, id));
                    });
                case Scope.REGISTRY -> registry.addAll(Vocabulary.registryActions(scope.name(), scope.actions()));
                default -> {
                    // Something that this registry never grants.
                }
            }
        }
        return new Scopes(Map.copyOf(repositories), Map.copyOf(ids), registry);
    }

    /// The repository that a scope names; empty when it is no name.
    static Optional<RepositoryName> repository(String text, String host) {
        String bare = text.startsWith(host + "/") ? text.substring(host.length() + 1) : text;
        try {
            return Optional.of(RepositoryName.parse(bare));
        } catch (MalformedException _) {
            return Optional.empty();
        }
    }

    /// Whether the token was made when another repository had this name than now: what it allowed was not meant for
    /// the present one.
    boolean madeForAnother(RepositoryName name, Optional<Repository> now) {
        Long id = ids.get(name);
        return id != null && (now.isEmpty() || now.get().id() != id);
    }

    @Override
    public boolean covers(Action action, RepositoryName name) {
        return repositories.getOrDefault(name, NOTHING).contains(action);
    }

    @Override
    public boolean coversNamespace(Action action, String namespace) {
        return false;
    }

    @Override
    public boolean covers(Action action) {
        return action == Action.NONE || action == Action.PING || registry.contains(action);
    }
}
