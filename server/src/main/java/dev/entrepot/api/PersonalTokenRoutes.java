package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.directory.Account;
import dev.entrepot.directory.Allowance;
import dev.entrepot.directory.PersonalToken;
import dev.entrepot.directory.PersonalTokens;
import dev.entrepot.directory.User;
import dev.entrepot.directory.Users;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// `/api/v1/tokens`: personal access tokens, each its owner's affair and the admins'.
final class PersonalTokenRoutes {
    private static final String TOKENS = "/api/v1/tokens";
    private static final int LONGEST = 255;

    private final PersonalTokens tokens;
    private final Users users;
    private final InstantSource clock;

    PersonalTokenRoutes(PersonalTokens tokens, Users users, InstantSource clock) {
        this.tokens = tokens;
        this.users = users;
        this.clock = clock;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.tokens.list", "GET", TOKENS)
                                .needs(Action.SELF)
                                .mayNeed(Action.USERS_READ)
                                .query("user")
                                .paged(),
                        this::list),
                guard.registry(Route.of("api.tokens.add", "POST", TOKENS).needs(Action.SELF), this::add),
                guard.registry(
                        Route.of("api.tokens.remove", "DELETE", TOKENS + "/{id}")
                                .needs(Action.SELF)
                                .mayNeed(Action.USERS)
                                .query("user"),
                        this::remove));
    }

    private Response list(Call call) {
        Page page = call.page();
        String owner = owner(call, Action.USERS_READ);
        List<PersonalToken> found = Call.parsed("after", () -> tokens.page(owner, page.after(), page.fetch()));
        return page.answer(found, PersonalToken::name, PersonalTokenRoutes::write);
    }

    /// The account whose tokens are meant: the caller's own, or the one that `user` names to whoever may do `action`.
    private String owner(Call call, Action action) {
        Optional<String> named = call.query("user");
        if (named.isEmpty() || named.get().equals(call.user().name())) {
            return call.user().id();
        }
        call.require(action);
        return users.find(named.get())
                .map(User::account)
                .map(Account::id)
                .orElseThrow(() -> new RefusedException(Refusals.absent("there is no user of this name")));
    }

    private Response add(Call call) {
        JsonObject body = call.body().only("name", "scopes", "expiresIn");
        Instant now = clock.instant();
        Optional<Instant> expiresAt =
                within(call, body.optionalDuration("expiresIn").map(now::plus));
        PersonalTokens.NewToken token = Call.parsed(
                "token",
                () -> new PersonalTokens.NewToken(
                        body.text("name", LONGEST), Allowances.of(body, "scopes"), expiresAt));
        return switch (tokens.add(call.authority(), call.user().id(), token)) {
            case PersonalTokens.Addition.Added(PersonalToken made, String secret) ->
                Response.json(201, JsonWriter.document(json -> write(json.put("secret", secret), made)));
            case PersonalTokens.Addition.NameTaken _ -> Conflicts.of("you have a token of this name");
            case PersonalTokens.Addition.UnknownUser _ -> Refusals.absent("your account is gone");
            case PersonalTokens.Addition.TooMany(int limit) ->
                Conflicts.of("you have " + limit + " tokens, which is as many as may be; remove one");
        };
    }

    /// A credential never makes one that outlives it.
    private Optional<Instant> within(Call call, Optional<Instant> asked) {
        Optional<Instant> end = CredentialFacts.of(call, tokens).flatMap(PersonalToken::expiresAt);
        if (end.isEmpty() || asked.filter(end.get()::isAfter).isPresent()) {
            return asked;
        }
        return end;
    }

    private Response remove(Call call) {
        return tokens.remove(call.authority(), owner(call, Action.USERS), call.path("id"))
                ? Response.empty(204)
                : Refusals.absent("there is no token of this id or name");
    }

    private static void write(JsonWriter json, PersonalToken token) {
        json.put("id", token.id()).put("name", token.name());
        token.scopes()
                .ifPresent(scopes -> json.texts(
                        "scopes", scopes.stream().map(Allowance::toString).toList()));
        json.putTime("expiresAt", token.expiresAt())
                .put("createdAt", token.createdAt())
                .putTime("lastUsedAt", token.lastUsedAt());
    }
}
