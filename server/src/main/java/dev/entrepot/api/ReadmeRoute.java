package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.content.Readme;
import dev.entrepot.content.RepositoryChanges;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `/api/v1/readme`: a repository's README as HTML.
final class ReadmeRoute {
    private final RepositoryChanges changes;

    ReadmeRoute(RepositoryChanges changes) {
        this.changes = changes;
    }

    Endpoint endpoint(Guard guard) {
        return guard.repository(
                Route.of("api.readme", "GET", "/api/v1/readme/{repository...}").needs(Action.READ),
                RepositoryRoutes::name,
                this::get);
    }

    private Response get(Call call) {
        return changes.readme(call.repository())
                .map(text -> new Response(
                        200,
                        List.of(
                                new Response.Header("Content-Type", "text/html; charset=utf-8"),
                                // Safe as it is; and on its own it may not even load anything.
                                new Response.Header("Content-Security-Policy", "default-src 'none'; sandbox")),
                        new Response.Body.Bytes(Readme.html(text).getBytes(StandardCharsets.UTF_8))))
                .orElseGet(RepositoryBodies::absent);
    }
}
