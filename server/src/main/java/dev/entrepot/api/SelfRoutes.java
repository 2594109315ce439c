package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.access.Caller;
import dev.entrepot.access.Decision;
import dev.entrepot.access.Passwords;
import dev.entrepot.access.Principal;
import dev.entrepot.access.Secret;
import dev.entrepot.directory.Account;
import dev.entrepot.directory.Allowance;
import dev.entrepot.directory.ListedRobot;
import dev.entrepot.directory.PersonalToken;
import dev.entrepot.directory.PersonalTokens;
import dev.entrepot.directory.Robots;
import dev.entrepot.directory.Teams;
import dev.entrepot.directory.User;
import dev.entrepot.directory.UserPatch;
import dev.entrepot.directory.Users;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Response;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.Route;
import java.util.List;
import java.util.Optional;

/// `/api/v1/whoami`: what callers ask and change about themselves.
final class SelfRoutes {
    private static final String WHOAMI = "/api/v1/whoami";

    private final Users users;
    private final Teams teams;
    private final Robots robots;
    private final PersonalTokens tokens;
    private final Passwords passwords;
    private final NewPasswords newPasswords;

    SelfRoutes(Directories directories, Passwords passwords) {
        this.users = directories.users();
        this.teams = directories.teams();
        this.robots = directories.robots();
        this.tokens = directories.tokens();
        this.passwords = passwords;
        this.newPasswords = new NewPasswords(passwords);
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(Route.of("api.whoami", "GET", WHOAMI).needs(Action.PING), this::whoami),
                guard.registry(
                        Route.of("api.whoami.password", "PUT", WHOAMI + "/password")
                                .needs(Action.SELF),
                        this::password));
    }

    /// Any credential may ask whose it is, scoped ones too.
    private Response whoami(Call call) {
        return switch (call.caller().principal()) {
            case Principal.Anonymous _ -> {
                call.require(Action.SELF);
                yield Response.json(200, JsonWriter.document(json -> json.put("kind", "anonymous")));
            }
            case Principal.User user ->
                users.find(user.name())
                        .map(found -> Response.json(200, JsonWriter.document(json -> write(json, found, call))))
                        .orElseGet(() -> Refusals.absent("your account is gone"));
            case Principal.Robot robot ->
                robots.find(robot.name())
                        .map(found -> Response.json(200, JsonWriter.document(json -> write(json, found, call))))
                        .orElseGet(() -> Refusals.absent("your account is gone"));
        };
    }

    private void write(JsonWriter json, User user, Call call) {
        Account account = user.account();
        json.put("kind", "user")
                .put("name", account.name())
                .put("id", account.id())
                .put("role", account.role().id())
                .put("provider", account.provider())
                .texts("teams", teams.ofUser(account.id()))
                .put("credential", credential(call));
        Optional<PersonalToken> token = CredentialFacts.of(call, tokens);
        json.putTime("expiresAt", token.flatMap(PersonalToken::expiresAt));
        token.flatMap(PersonalToken::scopes)
                .ifPresent(scopes -> json.texts(
                        "scopes", scopes.stream().map(Allowance::toString).toList()));
    }

    private static void write(JsonWriter json, ListedRobot robot, Call call) {
        json.put("kind", "robot")
                .put("name", robot.robot().name())
                .put("id", robot.robot().id())
                .put("role", "none")
                .put("provider", Account.LOCAL)
                .texts("teams", List.of())
                .put("credential", credential(call))
                .putTime("expiresAt", robot.robot().expiresAt());
    }

    private static String credential(Call call) {
        return call.caller() instanceof Caller.Known known ? known.holder().credential() : "";
    }

    private Response password(Call call) {
        JsonObject body = call.body().only("current", "new", "revokeTokens");
        Secret current = body.secret("current");
        Secret next = body.secret("new");
        boolean revoke = body.optionalFlag("revokeTokens").orElse(false);
        String name = call.user().name();
        if (users.find(name).filter(user -> user.account().local()).isEmpty()) {
            return Conflicts.of("your password is not kept here; change it where you log in");
        }
        return switch (passwords.check(name, current, call.request().clientAddress())) {
            case Passwords.Busy busy -> Refusals.busy(new Decision.Busy(busy.retryAfter()));
            case Passwords.Wrong _ -> ErrorResponses.of(ErrorCode.DENIED, "current: this is not your password", "");
            case Passwords.Right _ -> {
                UserPatch patch = UserPatch.NONE.withPassword(newPasswords.hash("new", next, name));
                yield changed(users.change(call.authority(), name, revoke ? patch.withTokensRevoked() : patch));
            }
        };
    }

    private static Response changed(Users.Change change) {
        return switch (change) {
            case Users.Change.Changed _ -> Response.empty(204);
            case Users.Change.UnknownUser _ -> Refusals.absent("your account is gone");
            case Users.Change.LastAdmin _, Users.Change.PasswordElsewhere _ ->
                throw new IllegalStateException("a change of password alone: " + change);
        };
    }
}
