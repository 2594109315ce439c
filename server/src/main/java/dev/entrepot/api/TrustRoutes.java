package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.access.Delegation;
import dev.entrepot.conditions.ClaimsCondition;
import dev.entrepot.directory.CiTrust;
import dev.entrepot.directory.CiTrusts;
import dev.entrepot.directory.ListedRobot;
import dev.entrepot.directory.Robots;
import dev.entrepot.federation.CiTokenVerifier;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.util.List;
import java.util.Optional;

/// `/api/v1/robots/{name}/trusts`: which CI systems' tokens stand for a robot.
final class TrustRoutes {
    private static final String TRUSTS = "/api/v1/robots/{name}/trusts";
    private static final int LONGEST_NAME = 500;
    private static final int LONGEST_CONDITION = 4_000;

    private final CiTrusts trusts;
    private final Robots robots;
    private final Delegation delegation;
    private final CiTokenVerifier ciTokens;

    TrustRoutes(CiTrusts trusts, Robots robots, Delegation delegation, CiTokenVerifier ciTokens) {
        this.ciTokens = ciTokens;
        this.trusts = trusts;
        this.robots = robots;
        this.delegation = delegation;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.namespace(
                        Route.of("api.trusts.list", "GET", TRUSTS)
                                .needs(Action.NAMESPACE_CONFIGURE)
                                .paged(),
                        RobotRoutes::namespace,
                        this::list),
                guard.namespace(
                        Route.of("api.trusts.add", "POST", TRUSTS).needs(Action.NAMESPACE_CONFIGURE),
                        RobotRoutes::namespace,
                        this::add),
                guard.namespace(
                        Route.of("api.trusts.remove", "DELETE", TRUSTS + "/{id}")
                                .needs(Action.NAMESPACE_CONFIGURE),
                        RobotRoutes::namespace,
                        this::remove));
    }

    private Response list(Call call) {
        Page page = call.page();
        if (robots.find(call.path("name")).isEmpty()) {
            return RobotRoutes.absent();
        }
        List<CiTrust> found = Call.parsed("after", () -> trusts.page(call.path("name"), page.after(), page.fetch()));
        return page.answer(found, CiTrust::id, TrustRoutes::write);
    }

    private Response add(Call call) {
        JsonObject body = call.body().only("issuer", "audience", "condition");
        String condition = body.lines("condition", LONGEST_CONDITION);
        CiTrusts.NewTrust trust = Call.parsed(
                "trust",
                () -> new CiTrusts.NewTrust(
                        body.text("issuer", LONGEST_NAME), body.text("audience", LONGEST_NAME), condition));
        Call.parsed("condition", () -> ClaimsCondition.parse(condition));
        String name = call.path("name");
        Optional<ListedRobot> robot = robots.find(name);
        if (robot.isEmpty()) {
            return RobotRoutes.absent();
        }
        RobotRoutes.requireEveryRight(call, delegation, robot.get().robot(), List.of());
        ciTokens.objection(trust.issuer(), trust.audience(), condition).ifPresent(objection -> {
            throw RefusedException.invalid(objection);
        });
        return switch (trusts.add(call.authority(), name, trust, call.user().id())) {
            case CiTrusts.Addition.Added(CiTrust added) ->
                Response.json(201, JsonWriter.document(json -> write(json, added)));
            case CiTrusts.Addition.UnknownRobot _ -> RobotRoutes.absent();
            case CiTrusts.Addition.TooMany(int limit) ->
                Conflicts.of("a robot has at most " + limit + " trusts; remove one");
        };
    }

    private Response remove(Call call) {
        return trusts.remove(call.authority(), call.path("name"), call.path("id"))
                ? Response.empty(204)
                : Refusals.absent("there is no such robot, or it has no trust of this id");
    }

    private static void write(JsonWriter json, CiTrust trust) {
        json.put("id", trust.id())
                .put("issuer", trust.issuer())
                .put("audience", trust.audience())
                .put("condition", trust.condition())
                .put("createdAt", trust.createdAt())
                .put("createdBy", trust.createdBy());
    }
}
