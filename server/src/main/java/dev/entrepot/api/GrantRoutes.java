package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.access.Delegation;
import dev.entrepot.access.Principal;
import dev.entrepot.conditions.GrantCondition;
import dev.entrepot.directory.Grant;
import dev.entrepot.directory.Grants;
import dev.entrepot.directory.Place;
import dev.entrepot.directory.Role;
import dev.entrepot.directory.Subject;
import dev.entrepot.directory.Teams;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.Precondition;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.util.List;
import java.util.Optional;

/// `/api/v1/grants`: who holds which role where.
final class GrantRoutes {
    private static final String GRANTS = "/api/v1/grants";
    private static final String TEAM = "team:";
    private static final int LONGEST = 600;
    private static final int LONGEST_CONDITION = 4_000;

    private final Grants grants;
    private final Teams teams;
    private final Delegation delegation;

    GrantRoutes(Grants grants, Teams teams, Delegation delegation) {
        this.grants = grants;
        this.teams = teams;
        this.delegation = delegation;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.grants.list", "GET", GRANTS)
                                .needs(Action.SELF)
                                .mayNeed(Action.USERS_READ, Action.ADMINISTER, Action.NAMESPACE_ADMINISTER)
                                .query("on", "to")
                                .paged(),
                        this::list),
                guard.place(
                        Route.of("api.grants.put", "PUT", GRANTS)
                                .needs(Action.ADMINISTER)
                                .mayNeed(Action.NAMESPACE_ADMINISTER),
                        call -> place(call.body().text("on", LONGEST)),
                        this::put),
                guard.place(
                        Route.of("api.grants.remove", "DELETE", GRANTS)
                                .needs(Action.ADMINISTER)
                                .mayNeed(Action.NAMESPACE_ADMINISTER)
                                .query("role", "to", "on"),
                        call -> place(call.requiredQuery("on")),
                        this::remove));
    }

    private static Place place(String text) {
        return Call.parsed("on", () -> Place.parse(text));
    }

    /// Everybody sees what was given to them and their teams, owners what was given on their places, admins and
    /// auditors all.
    private Response list(Call call) {
        Optional<Place> on = call.query("on").filter(text -> !text.isEmpty()).map(GrantRoutes::place);
        String self = call.caller().principal().name();
        String to = call.query("to").orElse(on.isPresent() ? "" : self);
        if (!to.equals(self) && !isTeamOf(call, to) && !call.allows(Action.USERS_READ)) {
            if (on.isPresent()) {
                call.requireOn(Action.ADMINISTER, on.get());
            } else {
                call.require(Action.USERS_READ);
            }
        }
        Grants.Filter all = Grants.Filter.ALL.to(to);
        Grants.Filter filter = on.map(all::on).orElse(all);
        Page page = call.page();
        List<Grant> found = Call.parsed("after", () -> grants.page(filter, page.after(), page.fetch()));
        return page.answer(found, Grant::cursor, GrantRoutes::write);
    }

    private boolean isTeamOf(Call call, String to) {
        return to.startsWith(TEAM)
                && call.caller().principal() instanceof Principal.User user
                && teams.ofUser(user.id()).contains(to.substring(TEAM.length()));
    }

    private Response put(Call call) {
        JsonObject body = call.body().only("role", "to", "on", "condition");
        Grants.Key key = key(body.text("role", LONGEST), body.text("to", LONGEST), body.text("on", LONGEST));
        String condition = body.optionalLines("condition", LONGEST_CONDITION).orElse("");
        if (!condition.isEmpty()) {
            Call.parsed("condition", () -> GrantCondition.parse(condition));
        }
        Precondition precondition = call.precondition();
        requireMayGive(call, key, condition);
        return switch (grants.put(call.authority(), key, condition, expected(precondition))) {
            case Grants.Put.Created(Grant grant) -> answer(201, grant);
            case Grants.Put.Unchanged(Grant grant) -> answer(200, grant);
            case Grants.Put.Changed(Grant grant) -> answer(200, grant);
            case Grants.Put.Conflict _ when !(precondition instanceof Precondition.None) -> Precondition.failed();
            case Grants.Put.Conflict _ ->
                Conflicts.of("this grant has another condition; send its ETag as If-Match to change it");
            case Grants.Put.UnknownSubject _ -> throw RefusedException.invalid("to: there is nobody of this name");
        };
    }

    private Response remove(Call call) {
        Grants.Key key = key(call.requiredQuery("role"), call.requiredQuery("to"), call.requiredQuery("on"));
        // As it was given, so it may be taken back.
        String condition = grants.find(key).map(Grant::condition).orElse("");
        requireMayGive(call, key, condition);
        return switch (grants.remove(call.authority(), key, expected(call.precondition()))) {
            case Grants.Removal.Removed _ -> Response.empty(204);
            case Grants.Removal.Absent _ -> Refusals.absent("there is no such grant");
            case Grants.Removal.Conflict _ -> Precondition.failed();
        };
    }

    /// Nobody gives more than they hold.
    private void requireMayGive(Call call, Grants.Key key, String condition) {
        Subject to = grants.subject(key.subject())
                .orElseThrow(() -> RefusedException.invalid("to: there is nobody of this name"));
        Place place = key.place();
        call.require(
                delegation.grant(call.caller(), key.role(), place, to, condition, call.use()),
                place.wholeNamespace() ? Action.NAMESPACE_ADMINISTER : Action.ADMINISTER,
                place.namespace(),
                place.toString());
    }

    private static Grants.Key key(String role, String to, String on) {
        return new Grants.Key(Call.parsed("role", () -> Role.parse(role)), to, place(on));
    }

    private static Grants.Expected expected(Precondition precondition) {
        return switch (precondition) {
            case Precondition.None _ -> new Grants.Expected.Anything();
            case Precondition.Absent _ -> new Grants.Expected.Absent();
            case Precondition.Version(long version) -> new Grants.Expected.Version(version);
            case Precondition.Present _ ->
                throw RefusedException.invalid("If-Match: expected the ETag of the grant as you read it");
        };
    }

    private static Response answer(int status, Grant grant) {
        return Response.json(status, JsonWriter.document(json -> write(json, grant)))
                .with("ETag", Precondition.etag(grant.version()));
    }

    private static void write(JsonWriter json, Grant grant) {
        json.put("id", grant.id())
                .put("role", grant.role().id())
                .put("to", grant.subject().name())
                .put("on", grant.place().toString())
                .putUnlessEmpty("condition", grant.condition())
                .put("version", grant.version())
                .put("createdAt", grant.createdAt())
                .put("createdBy", grant.createdBy());
    }
}
