package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.access.Passwords;
import dev.entrepot.access.Secret;
import dev.entrepot.directory.Account;
import dev.entrepot.directory.NewUser;
import dev.entrepot.directory.SystemRole;
import dev.entrepot.directory.Teams;
import dev.entrepot.directory.User;
import dev.entrepot.directory.UserPatch;
import dev.entrepot.directory.Users;
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

/// `/api/v1/users`.
final class UserRoutes {
    private static final String USERS = "/api/v1/users";
    private static final String USER = USERS + "/{name}";
    private static final int LONGEST = 255;

    private final Users users;
    private final Teams teams;
    private final NewPasswords passwords;

    UserRoutes(Users users, Teams teams, Passwords passwords) {
        this.users = users;
        this.teams = teams;
        this.passwords = new NewPasswords(passwords);
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.users.list", "GET", USERS)
                                .needs(Action.USERS_READ)
                                .query("name")
                                .paged(),
                        this::list),
                guard.registry(Route.of("api.users.add", "POST", USERS).needs(Action.USERS), this::add),
                guard.registry(Route.of("api.users.get", "GET", USER).needs(Action.USERS_READ), this::get),
                guard.registry(Route.of("api.users.change", "PATCH", USER).needs(Action.USERS), this::change),
                guard.registry(Route.of("api.users.remove", "DELETE", USER).needs(Action.USERS), this::remove));
    }

    private Response list(Call call) {
        Page page = call.page();
        List<User> found =
                Call.parsed("after", () -> users.page(call.query("name").orElse(""), page.after(), page.fetch()));
        return page.answer(found, user -> user.account().name(), UserRoutes::write);
    }

    private Response add(Call call) {
        JsonObject body = call.body().only("name", "password", "role", "displayName", "email");
        String name = body.text("name", LONGEST);
        SystemRole role = role(body).orElse(SystemRole.NONE);
        String displayName = body.optionalText("displayName", LONGEST).orElse("");
        String email = body.optionalText("email", LONGEST).orElse("");
        // Checked before the password is hashed, which costs.
        Call.parsed("name", () -> new NewUser(name, "?", role, displayName, email));
        String hash = passwords.hash("password", body.secret("password"), name);
        return switch (users.add(call.authority(), new NewUser(name, hash, role, displayName, email))) {
            case Users.Addition.Added(User user) -> Response.json(201, document(user));
            case Users.Addition.NameTaken _ -> Conflicts.of("there is a user of this name");
        };
    }

    private Response get(Call call) {
        return users.find(call.path("name"))
                .map(user -> Response.json(200, JsonWriter.document(json -> {
                    write(json, user);
                    json.texts("teams", teams.ofUser(user.account().id()));
                })))
                .orElseGet(UserRoutes::absent);
    }

    private Response change(Call call) {
        JsonObject body = call.body().only("password", "role", "disabled", "displayName", "email");
        String name = call.path("name");
        UserPatch patch = patch(body, name);
        return switch (users.change(call.authority(), name, patch)) {
            case Users.Change.Changed(User user) -> Response.json(200, document(user));
            case Users.Change.UnknownUser _ -> absent();
            case Users.Change.LastAdmin _ -> lastAdmin();
            case Users.Change.PasswordElsewhere(String provider) ->
                Conflicts.of("the password of this user is kept by " + provider + "; change it there");
        };
    }

    private UserPatch patch(JsonObject body, String name) {
        UserPatch patch = UserPatch.NONE;
        Optional<SystemRole> role = role(body);
        if (role.isPresent()) {
            patch = patch.withRole(role.get());
        }
        Optional<Boolean> disabled = body.optionalFlag("disabled");
        if (disabled.isPresent()) {
            patch = patch.withDisabled(disabled.get());
        }
        Optional<String> displayName = body.optionalText("displayName", LONGEST);
        if (displayName.isPresent()) {
            patch = patch.withDisplayName(displayName.get());
        }
        Optional<String> email = body.optionalText("email", LONGEST);
        if (email.isPresent()) {
            patch = patch.withEmail(email.get());
        }
        Optional<Secret> password = body.optionalSecret("password");
        return password.isPresent()
                        && users.find(name)
                                .map(User::account)
                                .filter(Account::local)
                                .isPresent()
                ? patch.withPassword(passwords.hash("password", password.get(), name))
                : password.isPresent() ? patch.withPassword(NewPasswords.UNUSABLE) : patch;
    }

    private Response remove(Call call) {
        return switch (users.remove(call.authority(), call.path("name"))) {
            case Users.Removal.Removed(List<String> robots) ->
                Response.json(200, JsonWriter.document(json -> json.texts("robotsWithoutSponsor", robots)));
            case Users.Removal.UnknownUser _ -> absent();
            case Users.Removal.LastAdmin _ -> lastAdmin();
        };
    }

    private static Optional<SystemRole> role(JsonObject body) {
        return body.optionalText("role", LONGEST).map(text -> Call.parsed("role", () -> SystemRole.parse(text)));
    }

    private static byte[] document(User user) {
        return JsonWriter.document(json -> write(json, user));
    }

    private static void write(JsonWriter json, User user) {
        Account account = user.account();
        json.put("id", account.id())
                .put("name", account.name())
                .put("role", account.role().id())
                .put("provider", account.provider())
                .put("displayName", user.displayName())
                .put("email", user.email())
                .put("disabled", account.disabled())
                .put("createdAt", user.createdAt());
    }

    private static Response absent() {
        return Refusals.absent("there is no user of this name");
    }

    private static Response lastAdmin() {
        return Conflicts.of("this is the last admin who is not disabled; make another one first");
    }
}
