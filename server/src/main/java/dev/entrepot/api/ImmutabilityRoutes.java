package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.content.Births;
import dev.entrepot.content.Namespace;
import dev.entrepot.content.NamespaceChange;
import dev.entrepot.content.NamespaceResult;
import dev.entrepot.content.Namespaces;
import dev.entrepot.content.Pusher;
import dev.entrepot.content.RepositoryChange;
import dev.entrepot.content.RepositoryChanges;
import dev.entrepot.content.RepositoryDetails;
import dev.entrepot.content.RepositoryResult;
import dev.entrepot.directory.Place;
import dev.entrepot.http.Response;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// `/api/v1/immutability`: the rules for tags that do not move, of a namespace and of its repositories.
final class ImmutabilityRoutes {
    private static final String IMMUTABILITY = "/api/v1/immutability";
    private static final int LONGEST = 4_096;

    /// How often a change of a namespace is tried again when somebody is faster.
    private static final int TRIES = 3;

    private final Namespaces namespaces;
    private final RepositoryChanges changes;

    ImmutabilityRoutes(Namespaces namespaces, RepositoryChanges changes) {
        this.namespaces = namespaces;
        this.changes = changes;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.namespace(
                        Route.of("api.immutability.list", "GET", IMMUTABILITY)
                                .needs(Action.NAMESPACE_READ)
                                .query("namespace")
                                .paged(),
                        call -> call.requiredQuery("namespace"),
                        this::list),
                guard.place(
                        Route.of("api.immutability.set", "PUT", IMMUTABILITY)
                                .needs(Action.CONFIGURE)
                                .mayNeed(Action.NAMESPACE_CONFIGURE)
                                .query("on"),
                        ImmutabilityRoutes::on,
                        this::set));
    }

    private static Place on(Call call) {
        return Call.parsed("on", () -> Place.parse(call.requiredQuery("on")));
    }

    /// Where rules stand.
    ///
    /// @param kind `namespace`: for all its repositories; `template`: for those made from now on; `repository`
    private record Rules(String kind, String on, String text) {
        /// The namespace's come first, then its template's.
        String cursor() {
            return kind.equals("template") ? on + "/" : on;
        }
    }

    private Response list(Call call) {
        String name = Place.parse(call.requiredQuery("namespace")).namespace();
        Optional<Namespace> namespace = namespaces.find(name);
        if (namespace.isEmpty()) {
            return Refusals.absent(Action.Resource.NAMESPACE);
        }
        Page page = call.page();
        List<Rules> found = new ArrayList<>();
        found.add(new Rules("namespace", name, namespace.get().keeping().immutableTags()));
        found.add(new Rules("template", name, namespace.get().template().immutableTags()));
        found.removeIf(rules -> rules.text.isEmpty() || rules.cursor().compareTo(page.after()) <= 0);
        Filtered.page(
                        page,
                        (last, limit) -> changes.withImmutableTags(name, last, limit),
                        details -> details.repository().name().text(),
                        details -> call.lists(details.repository()))
                .forEach(details -> found.add(new Rules(
                        "repository",
                        details.repository().name().text(),
                        details.settings().immutableTags())));
        return page.answer(found, Rules::cursor, ImmutabilityRoutes::write);
    }

    private static void write(JsonWriter json, Rules rules) {
        json.put("on", rules.on).put("kind", rules.kind).texts("rules", lines(rules.text));
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private Response set(Call call) {
        List<String> rules = call.body()
                .only("rules")
                .optionalTexts("rules", LONGEST)
                .orElseThrow(() -> RefusedException.invalid("rules is missing: expected an array of strings"));
        Place on = on(call);
        String text = String.join("\n", rules);
        return on.wholeNamespace() ? ofNamespace(call, on, text) : ofRepository(call, on, text);
    }

    private Response ofNamespace(Call call, Place on, String rules) {
        for (int tried = 0; tried < TRIES; tried++) {
            Optional<Namespace> seen = namespaces.find(on.namespace());
            if (seen.isEmpty()) {
                return Refusals.absent(Action.Resource.NAMESPACE);
            }
            NamespaceChange change = Call.parsed(
                    "rules",
                    () -> new NamespaceChange(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(seen.get().keeping().withImmutableTags(rules))));
            NamespaceResult result = namespaces.change(
                    on.namespace(), change, OptionalLong.of(seen.get().version()), call.authority());
            if (result instanceof NamespaceResult.Done) {
                return answer(new Rules("namespace", on.toString(), rules));
            }
        }
        return Conflicts.of("others change this namespace at the same time; try again");
    }

    /// The repository need not be there yet.
    private Response ofRepository(Call call, Place on, String rules) {
        RepositoryChange change = Call.parsed("rules", () -> RepositoryChange.immutableTags(rules));
        Pusher pusher = new Pusher(call.authority(), Births.NAMESPACE_TOO);
        RepositoryResult result = changes.set(new RepositoryName(on.repository()), change, pusher);
        return switch (result) {
            case RepositoryResult.Done(RepositoryDetails details) ->
                answer(new Rules(
                        "repository",
                        details.repository().name().text(),
                        details.settings().immutableTags()));
            case RepositoryResult.Refused refused -> RepositoryBodies.refused(refused.refusal());
            default -> throw new IllegalStateException("setting rules: " + result);
        };
    }

    private static Response answer(Rules rules) {
        return Response.json(200, JsonWriter.document(json -> write(json, rules)));
    }
}
