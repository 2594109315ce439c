package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.directory.Place;
import dev.entrepot.http.Response;
import dev.entrepot.policy.Gates;
import dev.entrepot.policy.Plans;
import dev.entrepot.policy.Policies;
import dev.entrepot.policy.Policy;
import dev.entrepot.policy.PolicyKey;
import dev.entrepot.policy.PolicyResult;
import dev.entrepot.policy.Terms;
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

/// `/api/v1/policies`: what may not be pulled.
///
/// Whoever may set a policy at a place may change it, take it back and take it away: maintainers, of the
/// namespace or of the repository. To lift a gate is no more than to set one that refuses nothing, so it needs
/// no other right; the audit has all of it, and every version is kept.
final class PolicyRoutes {
    private static final String POLICIES = "/api/v1/policies";
    private static final String POLICY = POLICIES + "/{name}";
    private static final int LONGEST_NAME = 100;

    private final Policies policies;
    private final Plans plans;

    PolicyRoutes(Gates gates) {
        this.policies = gates.policies();
        this.plans = gates.plans();
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.policies.list", "GET", POLICIES)
                                .needs(Action.SELF)
                                .mayNeed(Action.NAMESPACE_READ)
                                .query("namespace", "name")
                                .paged(),
                        this::list),
                guard.place(on(Route.of("api.policies.get", "GET", POLICY), Action.READ), PolicyRoutes::on, this::get),
                guard.place(
                        on(Route.of("api.policies.put", "PUT", POLICY), Action.CONFIGURE), PolicyRoutes::on, this::put),
                guard.place(
                        on(Route.of("api.policies.remove", "DELETE", POLICY), Action.CONFIGURE),
                        PolicyRoutes::on,
                        this::remove),
                guard.place(
                        on(Route.of("api.policies.apply", "POST", POLICY + "/apply"), Action.CONFIGURE),
                        PolicyRoutes::on,
                        this::apply),
                guard.place(
                        on(Route.of("api.policies.undo", "POST", POLICY + "/undo"), Action.CONFIGURE),
                        PolicyRoutes::on,
                        this::undo),
                guard.place(
                        on(Route.of("api.policies.plan", "GET", POLICY + "/plan"), Action.CONFIGURE)
                                .paged(),
                        PolicyRoutes::on,
                        this::plan),
                guard.place(
                        on(Route.of("api.policies.rehearse", "POST", POLICIES + "/plan"), Action.CONFIGURE)
                                .paged(),
                        PolicyRoutes::on,
                        this::rehearse));
    }

    private static Route on(Route route, Action action) {
        return route.needs(action)
                .mayNeed(action == Action.READ ? Action.NAMESPACE_READ : Action.NAMESPACE_CONFIGURE)
                .query("on");
    }

    private static Place on(Call call) {
        return Call.parsed("on", () -> Place.parse(call.requiredQuery("on")));
    }

    private static PolicyKey key(Call call) {
        return Call.parsed("name", () -> new PolicyKey(on(call), call.path("name")));
    }

    /// Without a namespace: those of all namespaces that the caller may read.
    private Response list(Call call) {
        Page page = call.page();
        String name = call.query("name").orElse("");
        Optional<String> namespace = call.query("namespace")
                .filter(text -> !text.isEmpty())
                .map(text -> Call.parsed("namespace", () -> Place.parse(text)).namespace());
        namespace.ifPresent(there -> call.requireOnNamespace(Action.NAMESPACE_READ, there));
        List<Policy> found = Filtered.page(
                page,
                (last, limit) -> policies.after(namespace.orElse(""), name, last, limit),
                policy -> policy.key().cursor(),
                policy -> namespace.isPresent()
                        || call.allowsOnNamespace(
                                Action.NAMESPACE_READ, policy.key().place().namespace()));
        return page.answer(found, policy -> policy.key().cursor(), PolicyBodies::write);
    }

    private Response get(Call call) {
        PolicyKey key = key(call);
        return policies.find(key)
                .map(policy -> Response.json(200, JsonWriter.document(json -> {
                    PolicyBodies.write(json, policy);
                    json.array("versions", policies.versions(policy), PolicyBodies::version);
                })))
                .orElseGet(() -> absent(key));
    }

    private Response put(Call call) {
        JsonObject body = PolicyBodies.only(call.body(), "draft");
        Terms terms = PolicyBodies.terms(body);
        boolean draft = body.optionalFlag("draft").orElse(false);
        return answer(policies.put(key(call), terms, draft, call.authority()));
    }

    private Response remove(Call call) {
        PolicyResult result = policies.remove(key(call), call.authority());
        return result instanceof PolicyResult.Done ? Response.empty(204) : answer(result);
    }

    private Response apply(Call call) {
        return answer(policies.apply(key(call), call.authority()));
    }

    private Response undo(Call call) {
        return answer(policies.undo(key(call), call.authority()));
    }

    /// Of what would be applied next, else of what decides.
    private Response plan(Call call) {
        PolicyKey key = key(call);
        return policies.find(key)
                .map(policy -> plan(
                        call, key, policy.draft().orElseGet(policy::current).terms()))
                .orElseGet(() -> absent(key));
    }

    /// Of a policy that is not there.
    private Response rehearse(Call call) {
        JsonObject body = PolicyBodies.only(call.body(), "name");
        Terms terms = PolicyBodies.terms(body);
        String name = body.optionalText("name", LONGEST_NAME).orElse("plan");
        return plan(call, Call.parsed("name", () -> new PolicyKey(on(call), name)), terms);
    }

    private Response plan(Call call, PolicyKey key, Terms terms) {
        Page page = call.page();
        Plans.Page plan =
                Call.parsed("after", () -> plans.page(new Plans.Wanted(key, terms, page.after(), page.limit())));
        return Response.json(200, JsonWriter.document(json -> {
            json.array("items", plan.images(), PolicyBodies::planned);
            json.putUnlessEmpty("next", plan.next());
        }));
    }

    private static Response absent(PolicyKey key) {
        return Refusals.absent(
                "there is no policy " + key.name() + " on " + key.place() + "; `policy list` shows those there are");
    }

    private static Response answer(PolicyResult result) {
        return switch (result) {
            case PolicyResult.Done(Policy policy, long before) ->
                Response.json(200, JsonWriter.document(json -> {
                    PolicyBodies.write(json, policy);
                    json.put("before", before);
                }));
            case PolicyResult.Unknown(PolicyKey key) -> absent(key);
            case PolicyResult.NoDraft(Policy policy) ->
                Conflicts.of("the policy " + policy.key() + " has no draft; write one: policy add … --draft");
            case PolicyResult.NotActing(Policy policy) ->
                Conflicts.of("the policy " + policy.key() + " decides nothing; apply its draft: policy apply "
                        + policy.key().name());
            case PolicyResult.Forgotten(Policy policy) ->
                Conflicts.of("the version of " + policy.key() + " before this one was forgotten: the newest "
                        + Policies.VERSIONS + " are kept");
            case PolicyResult.TooMany(int most) ->
                Conflicts.of("the namespace has " + most + " policies already; take some away: policy rm NAME");
        };
    }
}
