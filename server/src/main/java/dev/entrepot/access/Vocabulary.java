package dev.entrepot.access;

import java.util.EnumSet;
import java.util.Set;

/// The token protocol's words for actions, and which action each stands for.
///
/// | action    | scope                                                          |
/// | --------- | -------------------------------------------------------------- |
/// | `PULL`    | `repository:NAME:pull`                                         |
/// | `PUSH`    | `repository:NAME:pull,push`; `push` alone is enough to do it   |
/// | `DELETE`  | `repository:NAME:delete`                                       |
/// | `CATALOG` | `registry:catalog:*`                                           |
/// | `OBSERVE` | `registry:metrics:*`                                           |
final class Vocabulary {
    static final String ALL = "*";
    private static final String CATALOG = "catalog";
    private static final String METRICS = "metrics";

    private Vocabulary() {}

    /// The scope that a client must hold for an action on a repository; `asked` is the name as it was spelled. Empty
    /// text where no scope is good for it.
    static String needed(Action action, String asked) {
        return switch (action) {
            case PULL, READ -> Scope.REPOSITORY + ":" + asked + ":pull";
            case PUSH -> Scope.REPOSITORY + ":" + asked + ":pull,push";
            case DELETE -> Scope.REPOSITORY + ":" + asked + ":delete";
            default -> "";
        };
    }

    /// The same for an action on the registry as a whole; empty text where any credential is enough.
    static String needed(Action action) {
        return switch (action) {
            case NONE, PING -> "";
            case CATALOG -> Scope.REGISTRY + ":" + CATALOG + ":" + ALL;
            case OBSERVE -> Scope.REGISTRY + ":" + METRICS + ":" + ALL;
            default -> "";
        };
    }

    /// `*` stands for every action; words of other registries stand for none.
    static Set<Action> repositoryActions(Set<String> words) {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        for (String word : words) {
            switch (word) {
                case "pull" -> actions.add(Action.PULL);
                case "push" -> actions.add(Action.PUSH);
                case "delete" -> actions.add(Action.DELETE);
                case ALL -> actions.addAll(EnumSet.of(Action.PULL, Action.PUSH, Action.DELETE));
                default -> {
                    // Nothing that this registry knows.
                }
            }
        }
        return actions;
    }

    static Set<Action> registryActions(String name, Set<String> words) {
        if (!words.contains(ALL)) {
            return EnumSet.noneOf(Action.class);
        }
        return switch (name) {
            case CATALOG -> EnumSet.of(Action.CATALOG);
            case METRICS -> EnumSet.of(Action.OBSERVE);
            default -> EnumSet.noneOf(Action.class);
        };
    }

    static String word(Action action) {
        return switch (action) {
            case PULL -> "pull";
            case PUSH -> "push";
            case DELETE -> "delete";
            case CATALOG, OBSERVE -> ALL;
            default -> throw new IllegalStateException(action + " has no word");
        };
    }
}
