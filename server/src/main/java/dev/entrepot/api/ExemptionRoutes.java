package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.directory.Place;
import dev.entrepot.http.Response;
import dev.entrepot.policy.Exemption;
import dev.entrepot.policy.ExemptionResult;
import dev.entrepot.policy.ExemptionScope;
import dev.entrepot.policy.Exemptions;
import dev.entrepot.policy.Expiry;
import dev.entrepot.policy.IssueId;
import dev.entrepot.policy.IssueType;
import dev.entrepot.policy.NewExemption;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Durations;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;

/// `/api/v1/exemptions`: findings that do not count, since somebody takes the responsibility.
final class ExemptionRoutes {
    private static final String EXEMPTIONS = "/api/v1/exemptions";
    private static final int LONGEST = 256;

    private final Exemptions exemptions;

    ExemptionRoutes(Exemptions exemptions) {
        this.exemptions = exemptions;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.exemptions.list", "GET", EXEMPTIONS)
                                .needs(Action.SELF)
                                .mayNeed(Action.NAMESPACE_USAGE)
                                .query("namespace")
                                .paged(),
                        this::list),
                guard.place(
                        Route.of("api.exemptions.add", "POST", EXEMPTIONS)
                                .needs(Action.CONFIGURE)
                                .mayNeed(Action.NAMESPACE_CONFIGURE)
                                .query("on"),
                        call -> scope(call).place(),
                        this::add),
                guard.place(
                        Route.of("api.exemptions.remove", "DELETE", EXEMPTIONS)
                                .needs(Action.CONFIGURE)
                                .mayNeed(Action.NAMESPACE_CONFIGURE)
                                .query("on", "issue"),
                        call -> scope(call).place(),
                        this::remove),
                guard.registry(
                        Route.of("api.exemptions.types", "GET", "/api/v1/exemption-types")
                                .needs(Action.SELF),
                        call -> types()));
    }

    private static ExemptionScope scope(Call call) {
        return Call.parsed("on", () -> ExemptionScope.parse(call.requiredQuery("on")));
    }

    /// The namespace that a listing is about, whose usage the caller may see.
    static String namespace(Call call) {
        String name = Call.parsed("namespace", () -> Place.parse(call.requiredQuery("namespace")))
                .namespace();
        call.requireOnNamespace(Action.NAMESPACE_USAGE, name);
        return name;
    }

    private Response list(Call call) {
        String namespace = namespace(call);
        Page page = call.page();
        return page.answer(
                exemptions.after(namespace, page.after(), page.fetch()), Exemption::cursor, ExemptionRoutes::write);
    }

    private static void write(JsonWriter json, Exemption exemption) {
        json.put("id", exemption.id())
                .put("scope", exemption.scope().toString())
                .put("issueId", exemption.issue())
                .put("reason", exemption.reason())
                .put("author", exemption.author())
                .put("createdAt", exemption.createdAt())
                .putTime("expiresAt", exemption.expiresAt())
                .put("expired", exemption.expired());
        if (exemption.digests() > 0) {
            json.put("digests", exemption.digests());
        }
    }

    private Response add(Call call) {
        ExemptionScope scope = scope(call);
        JsonObject body = call.body().only("issueId", "reason", "expires");
        IssueId issue = Call.parsed("issueId", () -> IssueId.parse(body.text("issueId", LONGEST)));
        Expiry expiry = body.optionalText("expires", LONGEST)
                .map(ExemptionRoutes::expiry)
                .orElseGet(Expiry.Never::new);
        String reason = body.text("reason", NewExemption.MAX_REASON);
        NewExemption wanted = Call.parsed("reason", () -> new NewExemption(scope, issue, reason, expiry));
        return switch (exemptions.add(wanted, call.authority())) {
            case ExemptionResult.Done(Exemption exemption, boolean replaced) ->
                Response.json(replaced ? 200 : 201, JsonWriter.document(json -> write(json, exemption)));
            case ExemptionResult.NoTag(ExemptionScope tag) ->
                Refusals.absent("there is no " + tag + ": an exemption for a tag covers the digests that it has now");
            case ExemptionResult.WrongEnd end ->
                throw RefusedException.invalid(
                        "expires: expected a time after " + end.now() + " and not after " + end.latest());
            case ExemptionResult.TooMany(int most) ->
                Conflicts.of("the namespace has " + most + " exemptions; take some back that nobody needs");
            case ExemptionResult.TooLarge(int most) ->
                Conflicts.of(
                        "the tag points to more than " + most + " manifests; exempt the repository, or some of them");
        };
    }

    private static Expiry expiry(String text) {
        return Durations.parse(text).<Expiry>map(Expiry.After::new).orElseGet(() -> {
            try {
                return new Expiry.At(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeException neither) {
                throw RefusedException.invalid(
                        "expires: expected a duration such as 30d, or a time such as 2027-01-31T00:00:00Z");
            }
        });
    }

    private Response remove(Call call) {
        ExemptionScope scope = scope(call);
        IssueId issue = Call.parsed("issue", () -> IssueId.parse(call.requiredQuery("issue")));
        return exemptions.remove(scope, issue, call.authority())
                ? Response.empty(204)
                : Refusals.absent("there is no exemption of " + issue + " for exactly " + scope
                        + "; `exemption-list` shows those there are");
    }

    private static Response types() {
        return Response.json(
                200,
                JsonWriter.document(json -> json.array("items", List.of(IssueType.values()), ExemptionRoutes::write)));
    }

    private static void write(JsonWriter json, IssueType type) {
        json.put("id", type.id()).put("about", type.about()).put("example", type.example());
    }
}
