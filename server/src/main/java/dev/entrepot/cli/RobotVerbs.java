package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.ApiClient;
import dev.entrepot.client.Document;
import dev.entrepot.client.Target;
import java.util.List;

/// `robot …`.
final class RobotVerbs {
    private static final String ALLOW = "ACTIONS:PATTERN";
    private static final String ALLOWED =
            "pull, push, delete, inspect (with commas) on repositories; in PATTERN * stands for any text.";
    private static final Table ROBOTS = Table.of(
            text("NAME", "name"),
            text("ALLOWED", "allow"),
            cell("STATE", robot -> robot.flag("disabled") ? "disabled" : "active"),
            cell("EXPIRES", robot -> robot.has("expiresAt") ? Words.time(robot.text("expiresAt")) : "never"),
            cell("SECRETS", robot -> String.valueOf(robot.objects("secrets").size())),
            text("SPONSOR", "sponsor"));
    private static final Table TRUSTS = Table.of(
            text("ID", "id"), text("ISSUER", "issuer"), text("AUDIENCE", "audience"), text("CONDITION", "condition"));
    private static final Table SECRETS = Table.of(
            text("SECRET", "id"),
            time("CREATED", "createdAt"),
            cell("EXPIRES", secret -> secret.has("expiresAt") ? Words.time(secret.text("expiresAt")) : "never"));

    private RobotVerbs() {}

    static List<Verb> all() {
        return List.of(
                add(),
                list(),
                show(),
                rotate(),
                set(),
                state("disable", true),
                state("enable", false),
                remove(),
                trustAdd(),
                trustList(),
                trustRemove(),
                secretRemove());
    }

    private static Verb add() {
        return Verb.named("robot add", "Make an account for a machine, and show its secret once")
                .parameter("NS+NAME", "Its namespace, a plus, its name.")
                .repeated("--allow", ALLOW, ALLOWED)
                .option("--expires", "TIME", "How long it lives, such as 90d. Default: for ever")
                .option("--description", "TEXT", "What it is for.")
                .notes(
                        "The secret is the password of NS+NAME. It may do no more than you may.",
                        "inspect is pull for scanners and mirrors: what they pull does not count as pulled.")
                .examples(
                        "entrepot robot add web+ci --allow pull,push:web/* --expires 90d",
                        "entrepot robot add web+deploy --allow pull:web/shop |",
                        "    docker login registry.example.org -u web+deploy --password-stdin")
                .answers(call -> {
                    if (call.values("--allow").isEmpty()) {
                        throw new UsageException("--allow is missing; a robot may do what it says, "
                                + "such as --allow pull,push:web/*");
                    }
                    ApiClient client = call.client();
                    Document robot = client.send(
                            "POST", Target.of("robots"), settings(call).with("name", name(call)));
                    call.secret(
                            robot,
                            "%s is there. Its secret is shown this once; use it with `docker login -u %s %s`.",
                            name(call),
                            name(call),
                            client.server().host());
                });
    }

    private static Verb list() {
        return Verb.named("robot list", "List the robots of a namespace, or all you may see")
                .optional("NS", "The namespace.")
                .examples("entrepot robot list web", "entrepot robot list -o json")
                .lists(ROBOTS, call -> Target.of("robots").query("namespace", call.word("NS")));
    }

    private static Verb show() {
        return Verb.named("robot show", "Show a robot and the ids of its secrets")
                .parameter("NS+NAME", "The robot.")
                .examples("entrepot robot show web+ci", "entrepot robot show web+ci -o json")
                .answers(call -> {
                    Document robot = call.client().get(robot(call));
                    call.show(
                            robot,
                            "name",
                            "description",
                            "allowed=allow",
                            "sponsor",
                            "disabled",
                            "created=time:createdAt",
                            "expires=time:expiresAt");
                    if (!call.json()) {
                        try (Listing secrets = new Listing(call.surroundings().out(), SECRETS, false)) {
                            secrets.print(robot.objects("secrets"));
                        }
                    }
                });
    }

    private static Verb rotate() {
        return Verb.named("robot rotate", "Give a robot a new secret, and show it once")
                .parameter("NS+NAME", "The robot.")
                .option("--overlap", "TIME", "How long the old secret lives on; 0s ends it now. Default: 24h")
                .examples("entrepot robot rotate web+ci", "entrepot robot rotate web+ci --overlap 0s -o json")
                .answers(call -> {
                    Document body = Document.empty().withText("overlap", call.value("--overlap"));
                    Document secret = call.send("POST", Target.of("robots", name(call), "rotate"), body);
                    call.secret(
                            secret,
                            "%s has a new secret, shown this once. The old one %s.",
                            name(call),
                            secret.has("previousExpiresAt")
                                    ? "lives until " + Words.time(secret.text("previousExpiresAt"))
                                    : "is dead");
                });
    }

    private static Verb set() {
        return Verb.named("robot set", "Change what a robot may do, how long, or its description")
                .parameter("NS+NAME", "The robot.")
                .repeated("--allow", ALLOW, "In place of all it may now: " + ALLOWED)
                .option("--expires", "TIME", "How long it lives from now on, such as 90d.")
                .option("--description", "TEXT", "What it is for.")
                .examples(
                        "entrepot robot set web+ci --allow pull,push:web/shop --allow pull:base/*",
                        "entrepot robot set web+ci --expires 30d")
                .answers(call -> {
                    Document settings = settings(call);
                    if (settings.members().isEmpty()) {
                        throw new UsageException("nothing is to be changed; say --allow, --expires or --description");
                    }
                    call.result(call.send("PATCH", robot(call), settings), "%s is changed.", name(call));
                });
    }

    private static Verb state(String verb, boolean disabled) {
        return Verb.named(
                        "robot " + verb,
                        disabled ? "Let a robot do nothing any more, at once" : "Give a disabled robot its rights back")
                .parameter("NS+NAME", "The robot.")
                .examples("entrepot robot " + verb + " web+ci")
                .answers(call -> call.result(
                        call.send("PATCH", robot(call), Document.empty().with("disabled", disabled)),
                        disabled ? "%s may do nothing now." : "%s is active again.",
                        name(call)));
    }

    private static Verb remove() {
        return Verb.named("robot rm", "Delete a robot and its secrets")
                .parameter("NS+NAME", "The robot.")
                .examples("entrepot robot rm web+ci")
                .does(call -> {
                    call.send("DELETE", robot(call), Document.empty());
                    call.say("%s is deleted.", name(call));
                });
    }

    private static Verb trustAdd() {
        return Verb.named("robot trust-add", "Let jobs of a CI system be a robot, by their OIDC tokens")
                .parameter("NS+NAME", "The robot.")
                .option("--issuer", "URL", "Who signs the tokens; the server's settings name those allowed.")
                .option("--audience", "TEXT", "What the tokens must be made for; of this registry alone.")
                .option("--when", "CEL", "A condition on `claims`. Needed.")
                .notes("The token is the password then, NS+NAME the user. No secret is stored anywhere.")
                .examples(
                        "entrepot robot trust-add web+ci --issuer https://ci.example.org --audience registry.example.org \\",
                        "    --when 'claims.repository == \"org/web\" && claims.ref == \"refs/heads/main\"'")
                .answers(call -> {
                    Document trust = Document.empty()
                            .with("issuer", call.needed("--issuer"))
                            .with("audience", call.needed("--audience"))
                            .with("condition", call.needed("--when"));
                    Document made = call.send("POST", Target.of("robots", name(call), "trusts"), trust);
                    call.result(
                            made,
                            "%s trusts tokens of %s (rule %s).",
                            name(call),
                            call.value("--issuer"),
                            made.text("id"));
                });
    }

    private static Verb trustList() {
        return Verb.named("robot trust-list", "List the rules by which jobs may be a robot")
                .parameter("NS+NAME", "The robot.")
                .examples("entrepot robot trust-list web+ci")
                .lists(TRUSTS, call -> Target.of("robots", name(call), "trusts"));
    }

    private static Verb trustRemove() {
        return Verb.named("robot trust-rm", "Delete a rule by which jobs may be a robot")
                .parameter("NS+NAME", "The robot.")
                .parameter("ID", "Of the rule, from `robot trust-list`.")
                .examples("entrepot robot trust-rm web+ci 01k9c2")
                .does(call -> {
                    call.send("DELETE", Target.of("robots", name(call), "trusts", call.word("ID")), Document.empty());
                    call.say("The rule %s is deleted.", call.word("ID"));
                });
    }

    private static Verb secretRemove() {
        return Verb.named("robot secret-rm", "End one of a robot's secrets now")
                .parameter("NS+NAME", "The robot.")
                .parameter("ID", "Of the secret, from `robot show`.")
                .examples("entrepot robot secret-rm web+ci 01k9c2")
                .does(call -> {
                    call.send("DELETE", Target.of("robots", name(call), "secrets", call.word("ID")), Document.empty());
                    call.say("The secret %s is dead.", call.word("ID"));
                });
    }

    private static Document settings(Call call) {
        return Document.empty()
                .withTexts("allow", call.values("--allow"))
                .withText("expiresIn", call.value("--expires"))
                .withText("description", call.value("--description"));
    }

    private static String name(Call call) {
        return call.word("NS+NAME");
    }

    private static Target robot(Call call) {
        return Target.of("robots", name(call));
    }
}
