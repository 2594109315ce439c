package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.content.Repository;
import dev.entrepot.directory.Place;
import dev.entrepot.http.Response;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.packages.Package;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.Route;
import dev.entrepot.scanning.PackageQuery;
import dev.entrepot.scanning.Scanning;
import dev.entrepot.scanning.SearchHit;
import dev.entrepot.scanning.SearchPage;
import java.util.Optional;
import java.util.function.Predicate;

/// `GET /api/v1/packages/search`: which images have a package.
final class PackageRoutes {
    private final Scanning scanning;

    PackageRoutes(Scanning scanning) {
        this.scanning = scanning;
    }

    Endpoint endpoint(Guard guard) {
        return guard.registry(
                Route.of("api.packages.search", "GET", "/api/v1/packages/search")
                        .needs(Action.SELF)
                        .mayNeed(Action.READ, Action.NAMESPACE_READ)
                        .query("query", "on")
                        .paged(),
                this::search);
    }

    private Response search(Call call) {
        PackageQuery query = Call.parsed("query", () -> PackageQuery.parse(call.requiredQuery("query")));
        Predicate<Repository> visible = visible(call);
        Page page = call.page();
        SearchPage found = Call.parsed("after", () -> scanning.search(query, page.after(), page.limit(), visible));
        return Response.json(200, JsonWriter.document(json -> {
            json.array("items", found.hits(), PackageRoutes::write);
            json.putText("next", found.next());
        }));
    }

    /// Who may not see a repository does not learn from a short page that there is something in it.
    private static Predicate<Repository> visible(Call call) {
        Optional<Place> on = call.query("on")
                .filter(text -> !text.isEmpty())
                .map(text -> Call.parsed("on", () -> Place.parse(text)));
        if (on.isEmpty()) {
            return call::lists;
        }
        call.requireOn(Action.READ, on.get());
        if (on.get().wholeNamespace()) {
            String namespace = on.get().namespace();
            return repository -> repository.name().namespace().equals(namespace) && call.lists(repository);
        }
        RepositoryName name = call.repository();
        return repository -> repository.name().equals(name);
    }

    private static void write(JsonWriter json, SearchHit hit) {
        String repository = hit.repository().text();
        json.put(
                        "image",
                        repository
                                + (hit.tags().isEmpty()
                                        ? "@" + hit.digest()
                                        : ":" + hit.tags().getFirst()))
                .put("repository", repository)
                .put("digest", hit.digest().toString())
                .texts("tags", hit.tags())
                .array("packages", hit.packages(), PackageRoutes::write);
    }

    private static void write(JsonWriter json, Package found) {
        json.put("type", found.type().id())
                .put("name", found.name())
                .put("version", found.version())
                .putUnlessEmpty("source", found.source());
    }
}
