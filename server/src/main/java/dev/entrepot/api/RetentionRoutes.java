package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.content.Births;
import dev.entrepot.content.Content;
import dev.entrepot.content.Keeping;
import dev.entrepot.content.Namespace;
import dev.entrepot.content.NamespaceChange;
import dev.entrepot.content.NamespaceResult;
import dev.entrepot.content.Namespaces;
import dev.entrepot.content.Pusher;
import dev.entrepot.content.RepositoryChange;
import dev.entrepot.content.RepositoryChanges;
import dev.entrepot.content.RepositoryResult;
import dev.entrepot.directory.Place;
import dev.entrepot.http.Response;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import dev.entrepot.retention.PlanLine;
import dev.entrepot.retention.PlanPage;
import dev.entrepot.retention.Policy;
import dev.entrepot.retention.PolicySetting;
import dev.entrepot.retention.Retention;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// `/api/v1/retention`: the policies of namespaces and repositories, and what they would do now.
final class RetentionRoutes {
    private static final String RETENTION = "/api/v1/retention";
    private static final int LONGEST = 4_096;

    /// How often a change of a namespace is tried again when somebody is faster.
    private static final int TRIES = 3;

    private final Retention retention;
    private final Namespaces namespaces;
    private final RepositoryChanges changes;

    RetentionRoutes(Retention retention, Content content) {
        this.retention = retention;
        this.namespaces = content.namespaces();
        this.changes = content.changes();
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.retention.list", "GET", RETENTION)
                                .needs(Action.SELF)
                                .mayNeed(Action.NAMESPACE_USAGE)
                                .query("namespace")
                                .paged(),
                        this::list),
                guard.place(
                        Route.of("api.retention.set", "PUT", RETENTION)
                                .needs(Action.CONFIGURE)
                                .mayNeed(Action.NAMESPACE_CONFIGURE)
                                .query("on"),
                        RetentionRoutes::on,
                        this::set),
                guard.registry(
                        Route.of("api.retention.plan", "GET", RETENTION + "/plan")
                                .needs(Action.SELF)
                                .mayNeed(Action.NAMESPACE_USAGE)
                                .query("namespace")
                                .paged(),
                        this::plan));
    }

    private static Place on(Call call) {
        return Call.parsed("on", () -> Place.parse(call.requiredQuery("on")));
    }

    private static String namespace(Call call) {
        String name = Call.parsed("namespace", () -> Place.parse(call.requiredQuery("namespace")))
                .namespace();
        call.requireOnNamespace(Action.NAMESPACE_USAGE, name);
        return name;
    }

    private Response list(Call call) {
        String namespace = namespace(call);
        Page page = call.page();
        return page.answer(
                retention.policies(namespace, page.after(), page.fetch()),
                PolicySetting::place,
                RetentionRoutes::write);
    }

    private static void write(JsonWriter json, PolicySetting policy) {
        json.put("on", policy.place()).texts("rules", rules(policy.text()));
    }

    /// As they are read; those that cannot be are shown as they were written.
    private static List<String> rules(String text) {
        return text.lines()
                .flatMap(line -> List.of(line.split(";", -1)).stream())
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private Response plan(Call call) {
        String namespace = namespace(call);
        Page page = call.page();
        PlanPage plan = retention.plan(namespace, page.after(), page.limit());
        return Response.json(200, JsonWriter.document(json -> {
            json.array("items", plan.lines(), RetentionRoutes::write);
            json.putUnlessEmpty("next", plan.next());
        }));
    }

    private static void write(JsonWriter json, PlanLine line) {
        json.put("image", line.image())
                .put("repository", line.repository())
                .putUnlessEmpty("tag", line.tag())
                .put("digest", line.digest())
                .put("fate", line.fate().id())
                .put("rule", line.rule());
    }

    private Response set(Call call) {
        List<String> rules = call.body()
                .only("rules")
                .optionalTexts("rules", LONGEST)
                .orElseThrow(() -> RefusedException.invalid("rules is missing: expected an array of strings"));
        Place on = on(call);
        String text = Call.parsed("rules", () -> checked(String.join("\n", rules), on));
        return on.wholeNamespace() ? ofNamespace(call, on.namespace(), text) : ofRepository(call, on, text);
    }

    private static String checked(String text, Place on) {
        return (on.wholeNamespace() ? Policy.ofNamespace(text) : Policy.parse(text)).toString();
    }

    /// The namespace need not be there yet.
    private Response ofNamespace(Call call, String name, String policy) {
        for (int tried = 0; tried < TRIES; tried++) {
            Optional<Namespace> seen = namespaces.find(name);
            Keeping keeping = seen.map(Namespace::keeping).orElse(Keeping.DEFAULT);
            NamespaceChange change = Call.parsed(
                    "rules",
                    () -> new NamespaceChange(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(keeping.withRetention(policy))));
            NamespaceResult result = seen.isEmpty()
                    ? Call.parsed("on", () -> namespaces.create(name, change, call.authority(), sql -> {}))
                    : namespaces.change(name, change, OptionalLong.of(seen.get().version()), call.authority());
            if (result instanceof NamespaceResult.Done) {
                return answer(name, policy);
            }
        }
        return Conflicts.of("others change this namespace at the same time; try again");
    }

    /// The repository need not be there yet.
    private Response ofRepository(Call call, Place on, String policy) {
        RepositoryChange change = Call.parsed("rules", () -> RepositoryChange.retention(policy));
        Pusher pusher = new Pusher(call.authority(), Births.NAMESPACE_TOO);
        return switch (changes.set(new RepositoryName(on.repository()), change, pusher)) {
            case RepositoryResult.Done done ->
                answer(done.details().repository().name().text(), policy);
            case RepositoryResult.Refused refused -> RepositoryBodies.refused(refused.refusal());
            default -> throw new IllegalStateException("setting a policy of " + on);
        };
    }

    private static Response answer(String place, String policy) {
        return Response.json(200, JsonWriter.document(json -> write(json, new PolicySetting(place, policy))));
    }
}
