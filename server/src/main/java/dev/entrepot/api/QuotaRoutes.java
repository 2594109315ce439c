package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.content.Limits;
import dev.entrepot.content.Namespace;
import dev.entrepot.content.NamespaceChange;
import dev.entrepot.content.NamespaceResult;
import dev.entrepot.content.Namespaces;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.Route;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// `/api/v1/quota`: what namespaces hold and may hold.
final class QuotaRoutes {
    private static final String QUOTA = "/api/v1/quota";

    /// How often a change of one limit is tried again when somebody changes the other.
    private static final int TRIES = 3;

    private final Namespaces namespaces;

    QuotaRoutes(Namespaces namespaces) {
        this.namespaces = namespaces;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.quota.get", "GET", QUOTA)
                                .needs(Action.SELF)
                                .mayNeed(Action.NAMESPACE_USAGE)
                                .query("namespace")
                                .paged(),
                        this::get),
                guard.registry(
                        Route.of("api.quota.set", "PUT", QUOTA)
                                .needs(Action.SYSTEM)
                                .query("namespace"),
                        this::set));
    }

    private Response get(Call call) {
        Page page = call.page();
        Optional<String> name = call.query("namespace");
        if (name.isPresent()) {
            call.requireOnNamespace(Action.NAMESPACE_USAGE, name.get());
            return namespaces.find(name.get()).map(this::answer).orElseGet(QuotaRoutes::absent);
        }
        List<Namespace> found = Filtered.page(
                page,
                namespaces::after,
                Namespace::name,
                namespace -> call.allowsOnNamespace(Action.NAMESPACE_USAGE, namespace.name()));
        return page.answer(found, Namespace::name, this::write);
    }

    private Response set(Call call) {
        String name = call.requiredQuery("namespace");
        JsonObject body = call.body().only("bytes", "repositories");
        for (int tried = 0; tried < TRIES; tried++) {
            Optional<Namespace> seen = namespaces.find(name);
            if (seen.isEmpty()) {
                return absent();
            }
            Limits limits = NamespaceBodies.limits(body, seen.get().limits());
            NamespaceChange change =
                    new NamespaceChange(Optional.empty(), Optional.empty(), Optional.of(limits), Optional.empty());
            NamespaceResult result =
                    namespaces.change(name, change, OptionalLong.of(seen.get().version()), call.authority());
            if (result instanceof NamespaceResult.Done(Namespace now)) {
                return answer(now);
            }
        }
        return Conflicts.of("others change this namespace at the same time; try again");
    }

    private Response answer(Namespace namespace) {
        return Response.json(200, JsonWriter.document(json -> write(json, namespace)));
    }

    private void write(JsonWriter json, Namespace namespace) {
        Namespaces.Holding holding = namespaces.holding(namespace.name());
        json.put("namespace", namespace.name())
                .put("usedBytes", holding.usedBytes())
                .put("trashBytes", holding.trashBytes())
                .put("repositories", holding.repositories());
        NamespaceBodies.write(json, namespace.limits());
    }

    private static Response absent() {
        return Refusals.absent(Action.Resource.NAMESPACE);
    }
}
