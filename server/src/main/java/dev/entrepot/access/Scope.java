package dev.entrepot.access;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// A resource and actions on it, in the token protocol's words: `repository:team/app:pull,push`.
///
/// @param type `repository`, `registry` or another, which grants nothing
/// @param name as it was asked for
/// @param actions in the order in which they were asked for
/// @param repositoryId which repository had that name when the scope was granted; empty when there was none
record Scope(String type, String name, SequencedSet<String> actions, Optional<Long> repositoryId) {
    static final String REPOSITORY = "repository";
    static final String REGISTRY = "registry";

    /// A repository's name of 255 characters behind a host with a port, and room for actions.
    private static final int MAX_LENGTH = 1024;

    private static final int MAX_ACTIONS = 16;

    Scope {
        actions = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(actions));
    }

    static Scope of(String type, String name, String... actions) {
        return new Scope(type, name, new LinkedHashSet<>(List.of(actions)), Optional.empty());
    }

    /// `type[(class)]:name:action[,action]*`; empty when it is something else, which asks for nothing.
    ///
    /// The name may hold a host with a port, so the type ends at the first colon and the actions begin after the
    /// last. The class is deprecated and without meaning.
    static Optional<Scope> parse(String text) {
        int first = text.indexOf(':');
        int last = text.lastIndexOf(':');
        if (text.length() > MAX_LENGTH || first <= 0 || last <= first + 1 || !isPlain(text)) {
            return Optional.empty();
        }
        String type = withoutClass(text.substring(0, first));
        String[] actions = text.substring(last + 1).split(",", -1);
        boolean sound = !type.isEmpty()
                && actions.length <= MAX_ACTIONS
                && Arrays.stream(actions).noneMatch(String::isEmpty);
        return sound ? Optional.of(of(type, text.substring(first + 1, last), actions)) : Optional.empty();
    }

    private static String withoutClass(String type) {
        int open = type.indexOf('(');
        return open > 0 && type.endsWith(")") ? type.substring(0, open) : type;
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
    }

    Scope withActions(SequencedSet<String> others) {
        return new Scope(type, name, others, repositoryId);
    }

    Scope madeFor(Optional<Long> repository) {
        return new Scope(type, name, actions, repository);
    }

    @Override
    public String toString() {
        return type + ":" + name + ":" + String.join(",", actions);
    }
}
