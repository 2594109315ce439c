package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.access.Delegation;
import dev.entrepot.directory.Allowance;
import dev.entrepot.directory.ListedRobot;
import dev.entrepot.directory.NewRobot;
import dev.entrepot.directory.Robot;
import dev.entrepot.directory.RobotPatch;
import dev.entrepot.directory.RobotSecret;
import dev.entrepot.directory.Robots;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// `/api/v1/robots`. The name in the path tells the namespace, whose maintainers may do this.
final class RobotRoutes {
    private static final String ROBOTS = "/api/v1/robots";
    private static final String ROBOT = ROBOTS + "/{name}";
    private static final int LONGEST = 1_000;

    /// How long the secret before the new one is good.
    private static final Duration OVERLAP = Duration.ofHours(24);

    private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

    private final Robots robots;
    private final Delegation delegation;
    private final InstantSource clock;

    RobotRoutes(Robots robots, Delegation delegation, InstantSource clock) {
        this.robots = robots;
        this.delegation = delegation;
        this.clock = clock;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.namespace(
                        on("api.robots.list", "GET", ROBOTS).query("namespace").paged(),
                        call -> call.requiredQuery("namespace"),
                        this::list),
                guard.namespace(
                        on("api.robots.add", "POST", ROBOTS),
                        call -> namespace(call.body().text("name", LONGEST)),
                        this::add),
                guard.namespace(on("api.robots.get", "GET", ROBOT), RobotRoutes::namespace, this::get),
                guard.namespace(on("api.robots.change", "PATCH", ROBOT), RobotRoutes::namespace, this::change),
                guard.namespace(on("api.robots.remove", "DELETE", ROBOT), RobotRoutes::namespace, this::remove),
                guard.namespace(
                        on("api.robots.rotate", "POST", ROBOT + "/rotate"), RobotRoutes::namespace, this::rotate),
                guard.namespace(
                        on("api.robots.secrets.remove", "DELETE", ROBOT + "/secrets/{id}"),
                        RobotRoutes::namespace,
                        this::removeSecret));
    }

    private static Route on(String label, String method, String path) {
        return Route.of(label, method, path).needs(Action.NAMESPACE_CONFIGURE);
    }

    static String namespace(Call call) {
        return namespace(call.path("name"));
    }

    private static String namespace(String robot) {
        int plus = robot.indexOf('+');
        if (plus < 1) {
            throw RefusedException.invalid("name: expected the name of a robot, NAMESPACE+NAME");
        }
        return robot.substring(0, plus);
    }

    private Response list(Call call) {
        Page page = call.page();
        String namespace = call.requiredQuery("namespace");
        List<ListedRobot> found = Call.parsed("after", () -> robots.page(namespace, page.after(), page.fetch()));
        return page.answer(found, robot -> robot.robot().name(), RobotRoutes::write);
    }

    private Response add(Call call) {
        JsonObject body = call.body().only("name", "allow", "expiresIn", "description");
        String sponsor = call.user().id();
        NewRobot robot = Call.parsed(
                "name",
                () -> new NewRobot(
                        body.text("name", LONGEST),
                        body.optionalText("description", LONGEST).orElse(""),
                        allowances(body).orElse(List.of()),
                        body.optionalDuration("expiresIn").map(clock.instant()::plus)));
        call.require(
                delegation.robot(call.caller(), robot.namespace(), robot.rules(), call.use()),
                Action.NAMESPACE_CONFIGURE,
                robot.namespace(),
                robot.name());
        return switch (robots.add(call.authority(), robot, sponsor)) {
            case Robots.Addition.Added(Robot made, String secret) ->
                answer(201, made.name(), json -> json.put("secret", secret));
            case Robots.Addition.NameTaken _ -> Conflicts.of("there is a robot of this name");
            case Robots.Addition.UnknownNamespace _ -> Refusals.absent(Action.Resource.NAMESPACE);
        };
    }

    private Response get(Call call) {
        return answer(200, call.path("name"), json -> json);
    }

    private Response change(Call call) {
        JsonObject body = call.body().only("allow", "expiresIn", "disabled", "description");
        String name = call.path("name");
        RobotPatch patch = patch(body);
        Optional<ListedRobot> robot = robots.find(name);
        if (robot.isEmpty()) {
            return absent();
        }
        requireEveryRight(call, delegation, robot.get().robot(), patch.rules().orElse(List.of()));
        return robots.change(call.authority(), name, patch, call.user().id()).isPresent()
                ? answer(200, name, json -> json)
                : absent();
    }

    private RobotPatch patch(JsonObject body) {
        RobotPatch patch = RobotPatch.NONE;
        Optional<List<Allowance>> rules = allowances(body);
        if (rules.isPresent()) {
            patch = Call.parsed("allow", () -> RobotPatch.NONE.withRules(rules.get()));
        }
        if (body.isNull("expiresIn")) {
            patch = patch.neverExpiring();
        } else {
            Optional<Duration> expiresIn = body.optionalDuration("expiresIn");
            patch = expiresIn.isPresent() ? patch.expiringAt(clock.instant().plus(expiresIn.get())) : patch;
        }
        Optional<Boolean> disabled = body.optionalFlag("disabled");
        if (disabled.isPresent()) {
            patch = patch.withDisabled(disabled.get());
        }
        Optional<String> description = body.optionalText("description", LONGEST);
        return description.isPresent() ? patch.withDescription(description.get()) : patch;
    }

    private Response remove(Call call) {
        return robots.remove(call.authority(), call.path("name")) ? Response.empty(204) : absent();
    }

    /// Whoever rotates holds the secret, and so all that the robot may do.
    private Response rotate(Call call) {
        JsonObject body = call.body().only("overlap");
        Duration overlap = body.optionalDuration("overlap").orElse(OVERLAP);
        if (overlap.compareTo(LONGEST_OVERLAP) > 0) {
            throw RefusedException.invalid("overlap: expected at most " + LONGEST_OVERLAP.toDays() + "d");
        }
        String name = call.path("name");
        Optional<ListedRobot> robot = robots.find(name);
        if (robot.isEmpty()) {
            return absent();
        }
        requireEveryRight(call, delegation, robot.get().robot(), List.of());
        return switch (robots.rotate(
                call.authority(), name, overlap, call.user().id())) {
            case Robots.Rotation.Rotated(String secret, Optional<Instant> previousEndsAt) ->
                Response.json(
                        200,
                        JsonWriter.document(
                                json -> json.put("secret", secret).putTime("previousExpiresAt", previousEndsAt)));
            case Robots.Rotation.UnknownRobot _ -> absent();
        };
    }

    /// A credential never makes a wider one.
    static void requireEveryRight(Call call, Delegation delegation, Robot robot, List<Allowance> more) {
        call.require(
                delegation.robot(call.caller(), robot, more, call.use()),
                Action.NAMESPACE_CONFIGURE,
                robot.namespace(),
                robot.name());
    }

    private Response removeSecret(Call call) {
        return robots.removeSecret(call.authority(), call.path("name"), call.path("id"))
                ? Response.empty(204)
                : Refusals.absent("there is no such robot, or it has no secret of this id");
    }

    private static Optional<List<Allowance>> allowances(JsonObject body) {
        return Allowances.of(body, "allow");
    }

    private Response answer(int status, String name, Function<JsonWriter, JsonWriter> more) {
        return robots.find(name)
                .map(robot -> Response.json(status, JsonWriter.document(json -> write(more.apply(json), robot))))
                .orElseGet(RobotRoutes::absent);
    }

    private static void write(JsonWriter json, ListedRobot listed) {
        Robot robot = listed.robot();
        json.put("id", robot.id())
                .put("name", robot.name())
                .put("namespace", robot.namespace())
                .put("description", robot.description())
                .texts("allow", robot.rules().stream().map(Allowance::toString).toList())
                .putUnlessEmpty("sponsor", listed.sponsorName())
                .putTime("expiresAt", robot.expiresAt())
                .put("disabled", robot.disabled())
                .put("createdAt", robot.createdAt())
                .array("secrets", listed.secrets(), RobotRoutes::write);
    }

    private static void write(JsonWriter json, RobotSecret secret) {
        json.put("id", secret.id()).put("createdAt", secret.createdAt()).putTime("expiresAt", secret.expiresAt());
    }

    static Response absent() {
        return Refusals.absent("there is no robot of this name");
    }
}
