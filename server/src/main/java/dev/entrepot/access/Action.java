package dev.entrepot.access;

import dev.entrepot.directory.Role;
import java.util.Locale;
import java.util.Optional;

/// What a route does. Each route declares one, and without one there is no route.
///
/// | on         | action                | given by                                                               |
/// | ---------- | --------------------- | ---------------------------------------------------------------------- |
/// | nothing    | `NONE`                | everybody                                                              |
/// | registry   | `PING`                | any good credential, anonymous tokens included                         |
/// | registry   | `CATALOG`             | everybody; shows what its reader may read                              |
/// | registry   | `SELF`                | any known principal                                                    |
/// | registry   | `OBSERVE`             | admin, auditor                                                         |
/// | registry   | `AUDIT`               | admin, auditor                                                         |
/// | registry   | `USERS_READ`          | admin, auditor                                                         |
/// | registry   | `USERS`, `TEAMS`, `SYSTEM` | admin                                                             |
/// | registry   | `CREATE_NAMESPACE`    | admin; every user where the configuration says so                      |
/// | namespace  | `NAMESPACE_READ`      | whoever holds a role on it or on a repository in it; admin, auditor    |
/// | namespace  | `NAMESPACE_USAGE`     | reader of all of it; admin, auditor                                    |
/// | namespace  | `CREATE_REPOSITORY`   | writer                                                                 |
/// | namespace  | `NAMESPACE_CONFIGURE` | maintainer                                                             |
/// | namespace  | `NAMESPACE_ADMINISTER`| owner                                                                  |
/// | repository | `PULL`, `READ`        | reader; everybody where it is public; auditor                          |
/// | repository | `PUSH`                | writer                                                                 |
/// | repository | `DELETE`, `CONFIGURE` | maintainer                                                             |
/// | repository | `ADMINISTER`          | owner                                                                  |
public enum Action {
    NONE(Resource.NOTHING),
    PING(Resource.REGISTRY),
    CATALOG(Resource.REGISTRY),
    SELF(Resource.REGISTRY),
    OBSERVE(Resource.REGISTRY),
    AUDIT(Resource.REGISTRY),
    USERS_READ(Resource.REGISTRY),
    USERS(Resource.REGISTRY),
    TEAMS(Resource.REGISTRY),
    SYSTEM(Resource.REGISTRY),
    CREATE_NAMESPACE(Resource.REGISTRY),
    NAMESPACE_READ(Resource.NAMESPACE, Role.READER),
    NAMESPACE_USAGE(Resource.NAMESPACE, Role.READER),
    CREATE_REPOSITORY(Resource.NAMESPACE, Role.WRITER),
    NAMESPACE_CONFIGURE(Resource.NAMESPACE, Role.MAINTAINER),
    NAMESPACE_ADMINISTER(Resource.NAMESPACE, Role.OWNER),
    PULL(Resource.REPOSITORY, Role.READER),
    READ(Resource.REPOSITORY, Role.READER),
    PUSH(Resource.REPOSITORY, Role.WRITER),
    DELETE(Resource.REPOSITORY, Role.MAINTAINER),
    CONFIGURE(Resource.REPOSITORY, Role.MAINTAINER),
    ADMINISTER(Resource.REPOSITORY, Role.OWNER);

    /// What an action is done to.
    public enum Resource {
        NOTHING,
        REGISTRY,
        NAMESPACE,
        REPOSITORY
    }

    private final Resource resource;
    private final Optional<Role> role;

    Action(Resource resource) {
        this.resource = resource;
        this.role = Optional.empty();
    }

    Action(Resource resource, Role role) {
        this.resource = resource;
        this.role = Optional.of(role);
    }

    public Resource resource() {
        return resource;
    }

    /// The least role that gives the action; empty for those that roles do not give.
    Optional<Role> role() {
        return role;
    }

    /// As people and documents write it, in kebab case: `namespace-read`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether nothing is changed by it.
    boolean reads() {
        return switch (this) {
            case NONE, PING, CATALOG, SELF, OBSERVE, AUDIT, USERS_READ, NAMESPACE_READ, NAMESPACE_USAGE, PULL, READ ->
                true;
            case USERS,
                    TEAMS,
                    SYSTEM,
                    CREATE_NAMESPACE,
                    CREATE_REPOSITORY,
                    NAMESPACE_CONFIGURE,
                    NAMESPACE_ADMINISTER,
                    PUSH,
                    DELETE,
                    CONFIGURE,
                    ADMINISTER -> false;
        };
    }
}
