package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.Document;
import dev.entrepot.client.Target;
import java.util.List;

/// `user …` and `passwd`.
final class AccountVerbs {
    private static final List<String> ROLES = List.of("none", "admin", "auditor");
    private static final Table USERS = Table.of(
            text("NAME", "name"),
            text("ROLE", "role"),
            text("PROVIDER", "provider"),
            cell("STATE", user -> user.flag("disabled") ? "disabled" : "active"),
            time("CREATED", "createdAt"),
            text("DISPLAY NAME", "displayName"));

    private AccountVerbs() {}

    static List<Verb> all() {
        return List.of(add(), list(), show(), disable(), enable(), remove(), password(), role());
    }

    private static Verb add() {
        return Verb.named("user add", "Make a local account")
                .parameter("NAME", "Lower case letters, digits, dots, dashes and underscores.")
                .flag("--password-stdin", "Read the password from standard input.")
                .oneOf("--role", ROLES, "What the account may do with the whole registry. Default: none")
                .option("--display-name", "TEXT", "The person's name.")
                .option("--email", "ADDRESS", "Where the person is written to.")
                .examples(
                        "entrepot user add alice --password-stdin < alice.txt",
                        "openssl rand -base64 18 | tee bob.txt | entrepot user add bob --password-stdin --role auditor")
                .answers(call -> {
                    if (!call.has("--password-stdin")) {
                        throw new UsageException("an account needs a password; write it to the standard input of "
                                + "`entrepot user add " + call.word("NAME") + " --password-stdin`");
                    }
                    Document user = Document.empty()
                            .with("name", call.word("NAME"))
                            .with("password", call.secret())
                            .withText("role", call.value("--role"))
                            .withText("displayName", call.value("--display-name"))
                            .withText("email", call.value("--email"));
                    call.result(call.send("POST", Target.of("users"), user), "%s has an account.", call.word("NAME"));
                });
    }

    private static Verb list() {
        return Verb.named("user list", "List the accounts")
                .option("--name", "TEXT", "Only those whose name begins with this.")
                .examples("entrepot user list", "entrepot user list --name a -o json")
                .lists(USERS, call -> Target.of("users").query("name", call.value("--name")));
    }

    private static Verb show() {
        return Verb.named("user show", "Show an account and its teams")
                .parameter("NAME", "The account.")
                .examples("entrepot user show alice", "entrepot user show alice@corp -o json")
                .answers(call -> call.show(
                        call.client().get(user(call)),
                        "name",
                        "role",
                        "provider",
                        "display name=displayName",
                        "e-mail=email",
                        "disabled",
                        "created=time:createdAt",
                        "teams"));
    }

    private static Verb disable() {
        return change("user disable", "Let an account do nothing any more, at once", true, "%s may do nothing now.");
    }

    private static Verb enable() {
        return change("user enable", "Give a disabled account its rights back", false, "%s is active again.");
    }

    private static Verb change(String name, String summary, boolean disabled, String said) {
        return Verb.named(name, summary)
                .parameter("NAME", "The account.")
                .examples("entrepot " + name + " alice")
                .answers(call -> call.result(
                        call.send("PATCH", user(call), Document.empty().with("disabled", disabled)),
                        said,
                        call.word("NAME")));
    }

    private static Verb remove() {
        return Verb.named("user rm", "Delete an account, its tokens and its grants")
                .parameter("NAME", "The account.")
                .notes("The name is free then. To keep it taken, disable the account instead.")
                .examples("entrepot user rm alice")
                .answers(call -> {
                    Document gone = call.send("DELETE", user(call), Document.empty());
                    call.result(gone, "%s is deleted.", call.word("NAME"));
                    List<String> robots = gone.texts("robotsWithoutSponsor");
                    if (!robots.isEmpty()) {
                        call.say("These robots have lost their sponsor: %s", String.join(", ", robots));
                    }
                });
    }

    private static Verb password() {
        return Verb.named("user passwd", "Give another account a new password")
                .parameter("NAME", "A local account.")
                .flag("--password-stdin", "Read it from standard input. The only way, and thus implied.")
                .notes("What was made with the old password, tokens included, is dead then.")
                .examples("entrepot user passwd alice --password-stdin < new.txt")
                .answers(call -> call.result(
                        call.send("PATCH", user(call), Document.empty().with("password", call.secret())),
                        "%s has a new password.",
                        call.word("NAME")));
    }

    private static Verb role() {
        return Verb.named("user role", "Set what an account may do with the whole registry")
                .parameter("NAME", "The account.")
                .parameter("ROLE", "none, admin or auditor (reads everything, changes nothing).")
                .examples("entrepot user role alice admin", "entrepot user role alice none")
                .answers(call -> {
                    if (!ROLES.contains(call.word("ROLE"))) {
                        throw new UsageException(
                                "\"" + call.word("ROLE") + "\" is no role; write " + String.join(", ", ROLES));
                    }
                    call.result(
                            call.send("PATCH", user(call), Document.empty().with("role", call.word("ROLE"))),
                            "%s has the role %s.",
                            call.word("NAME"),
                            call.word("ROLE"));
                });
    }

    /// `passwd`: one's own.
    static Verb own() {
        return Verb.named("passwd", "Change one's own password")
                .flag("--password-stdin", "Read both from standard input. The only way, and thus implied.")
                .flag("--revoke-tokens", "Delete one's personal tokens too, that of this login included.")
                .notes(
                        "Standard input holds two lines: the password until now, and the new one. With the former in",
                        "ENTREPOT_PASSWORD it holds the new one alone.")
                .examples(
                        "entrepot passwd --password-stdin < both.txt",
                        "ENTREPOT_PASSWORD=$OLD entrepot passwd --password-stdin < new.txt")
                .does(call -> {
                    List<String> lines = call.secrets();
                    String current = lines.size() > 1 ? lines.getFirst() : call.variable("ENTREPOT_PASSWORD");
                    if (current.isEmpty()) {
                        throw new UsageException("one line was read, and two are needed: the password until now, "
                                + "and the new one; or set ENTREPOT_PASSWORD to the former");
                    }
                    Document body = Document.empty()
                            .with("current", current)
                            .with("new", lines.size() > 1 ? lines.get(1) : lines.getFirst());
                    boolean revokes = call.has("--revoke-tokens");
                    call.send("PUT", Target.of("whoami", "password"), revokes ? body.with("revokeTokens", true) : body);
                    call.say("The password is changed.");
                });
    }

    private static Target user(Call call) {
        return Target.of("users", call.word("NAME"));
    }
}
