package dev.entrepot.rest;

import dev.entrepot.access.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One line of the table of actions: what can be asked of the server, and what it needs.
///
/// @param label its bounded name in metrics, log lines and the API's description
/// @param needs the action that is asked for before the handler runs; a table takes no route without one
/// @param mayNeed further actions that the handler asks for, depending on the request
/// @param query the query parameters that it takes
public record Route(
        String label,
        String method,
        PathTemplate path,
        Optional<Action> needs,
        Set<Action> mayNeed,
        List<String> query) {
    public Route {
        mayNeed = Set.copyOf(mayNeed);
        query = List.copyOf(query);
    }

    public static Route of(String label, String method, String path) {
        return new Route(label, method, PathTemplate.parse(path), Optional.empty(), Set.of(), List.of());
    }

    public Route needs(Action action) {
        return new Route(label, method, path, Optional.of(action), mayNeed, query);
    }

    /// Open to all.
    public Route open() {
        return needs(Action.NONE);
    }

    public Route mayNeed(Action... actions) {
        return new Route(label, method, path, needs, Set.of(actions), query);
    }

    public Route query(String... names) {
        List<String> more = new ArrayList<>(query);
        more.addAll(List.of(names));
        return new Route(label, method, path, needs, mayNeed, more);
    }

    /// As {@link #query}, with those of every listing.
    public Route paged() {
        return query(Page.LIMIT, Page.AFTER);
    }

    /// The declared action.
    public Action action() {
        return needs.orElseThrow(() -> new IllegalStateException(this + " declares no action"));
    }

    /// The same for the method HEAD.
    Route head() {
        return new Route(label, "HEAD", path, needs, mayNeed, query);
    }

    @Override
    public String toString() {
        return "the route " + label + " (" + method + " " + path + ")";
    }
}
