package dev.entrepot.access;

import dev.entrepot.oci.RepositoryName;
import java.util.EnumSet;
import java.util.Set;

/// What principals may do, tokens aside. Pure CPU.
///
/// Today: an admin may do everything; anonymous callers may read and write when the registry is open, and then so
/// may everybody.
final class Rights {
    private static final Set<Action> NOTHING = Set.of();
    private static final Set<Action> EVERYTHING = Set.copyOf(EnumSet.of(Action.PULL, Action.PUSH, Action.DELETE));

    private final boolean open;

    Rights(boolean open) {
        this.open = open;
    }

    /// Whether callers without a credential have any right at all, and so may have a token.
    boolean anonymousEnabled() {
        return open;
    }

    Set<Action> on(Principal principal, RepositoryName name) {
        return switch (principal) {
            case Principal.Anonymous _ -> open ? EVERYTHING : NOTHING;
            case Principal.User user -> open || user.admin() ? EVERYTHING : NOTHING;
        };
    }

    /// Actions that concern no repository. The catalog is everybody's: it shows what its reader may read.
    boolean on(Principal principal, Action action) {
        return switch (action) {
            case NONE -> true;
            case PING, CATALOG -> open || !(principal instanceof Principal.Anonymous);
            case SELF -> principal instanceof Principal.User;
            default -> open || (principal instanceof Principal.User user && user.admin());
        };
    }

    /// The grant that gives an action, for whoever is refused it.
    static String missing(Action action, RepositoryName name) {
        return switch (action) {
            case PULL -> "pulling from " + name + " needs the role reader on " + name + " or on its namespace";
            case PUSH -> "pushing to " + name + " needs the role writer on " + name + " or on its namespace";
            case DELETE -> "deleting in " + name + " needs the role maintainer on " + name + " or on its namespace";
            default -> missing(action);
        };
    }

    static String missing(Action action) {
        return switch (action) {
            default -> action.id() + " needs the system role admin";
        };
    }
}
