package dev.entrepot.cli;

import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.util.List;
import java.util.Map;

/// `grant …`, `visibility` and `why`: who may do what.
final class GrantVerbs {
    private static final List<String> ROLES = List.of("reader", "writer", "maintainer", "owner");
    private static final String ROLE = "reader|writer|maintainer|owner";
    private static final String SUBJECT = "USER|team:TEAM|NS+ROBOT";
    private static final Table GRANTS = Table.of(
            text("ON", "on"),
            text("ROLE", "role"),
            text("TO", "to"),
            text("WHEN", "condition"),
            time("CREATED", "createdAt"),
            text("BY", "createdBy"),
            text("VERSION", "version"));

    private GrantVerbs() {}

    static List<Verb> all() {
        return List.of(add(), remove(), list());
    }

    private static Verb add() {
        return place(Verb.named("grant add", "Give a role on a namespace or a repository"))
                .option("--when", "CEL", "The grant counts only while this is true.")
                .option("--if-match", "VERSION", "Change the condition of this version of the grant, and no other.")
                .notes(
                        "reader pulls; writer pushes and tags too; maintainer deletes, configures and makes robots too;",
                        "owner grants too. A condition knows time, source address and tag; see docs/guide/access.md.")
                .examples(
                        "entrepot grant add writer --to alice --on web",
                        "entrepot grant add reader --to team:ops --on web/shop",
                        "entrepot grant add writer --to web+ci --on web --when 'tag.startsWith(\"ci-\")'")
                .answers(call -> {
                    Document grant = Document.empty()
                            .with("role", role(call))
                            .with("to", call.needed("--to"))
                            .with("on", call.needed("--on"))
                            .withText("condition", call.value("--when"));
                    call.result(
                            call.send("PUT", Target.of("grants"), grant, match(call)),
                            "%s is %s of %s.",
                            call.value("--to"),
                            role(call),
                            call.value("--on"));
                });
    }

    private static Verb remove() {
        return place(Verb.named("grant rm", "Take a role away"))
                .option("--if-match", "VERSION", "Take away this version of the grant, and no other.")
                .examples("entrepot grant rm writer --to alice --on web")
                .does(call -> {
                    Target grant = Target.of("grants")
                            .query("role", role(call))
                            .query("to", call.needed("--to"))
                            .query("on", call.needed("--on"));
                    call.send("DELETE", grant, Document.empty(), match(call));
                    call.say("%s is not %s of %s any more.", call.value("--to"), role(call), call.value("--on"));
                });
    }

    private static Verb place(Verb verb) {
        return verb.parameter("ROLE", ROLE)
                .option("--to", SUBJECT, "Who has the role.")
                .option("--on", "NS[/REPO]", "Where. It need not exist yet.");
    }

    private static Verb list() {
        return Verb.named("grant list", "List the roles on a namespace or a repository, or someone's")
                .option("--on", "NS[/REPO]", "Only those on this place.")
                .option("--to", SUBJECT, "Only those of this one.")
                .examples("entrepot grant list --on web", "entrepot grant list --to alice -o json")
                .lists(
                        GRANTS,
                        call -> Target.of("grants")
                                .query("on", call.value("--on"))
                                .query("to", call.value("--to")));
    }

    static Verb visibility() {
        return Verb.named("visibility", "Let everybody pull from a repository, or only who has a role")
                .parameter("NS/REPO", "The repository.")
                .parameter("public|private", "Which of both.")
                .examples("entrepot visibility web/shop public", "entrepot visibility web/shop private")
                .answers(call -> {
                    ImageName name = call.image("NS/REPO");
                    String visibility = call.word("public|private");
                    if (!visibility.equals("public") && !visibility.equals("private")) {
                        throw new UsageException("\"" + visibility + "\" is no visibility; write public or private");
                    }
                    Document changed = call.client(name)
                            .send(
                                    "PATCH",
                                    Target.repository("repositories", name.repository()),
                                    Document.empty().with("visibility", visibility));
                    call.result(changed, "%s is %s.", name.repository(), visibility);
                });
    }

    static Verb why() {
        return Verb.named("why", "Say whether something is allowed, by what, or what is missing")
                .parameter("ACTION", "pull, push, delete, configure, administer and others.")
                .parameter("IMAGE", "[HOST/]NS/REPO[:TAG|@DIGEST], or a namespace alone.")
                .option("--as", "NAME", "Ask about another one; owners of the place may.")
                .notes("Exit code: 0 allowed, 3 refused.")
                .examples("entrepot why push web/shop:v1", "entrepot why pull web/shop --as web+ci -o json")
                .judges(call -> {
                    ImageName image = call.image("IMAGE");
                    Document why = call.client(image)
                            .get(Target.of("why")
                                    .query("action", call.word("ACTION"))
                                    .query("resource", image.local())
                                    .query("as", call.value("--as")));
                    if (call.json()) {
                        call.show(why);
                    } else {
                        call.surroundings().out().print(told(why));
                    }
                    return why.flag("allowed") ? ExitCode.DONE : ExitCode.REFUSED;
                });
    }

    private static String told(Document why) {
        StringBuilder text = new StringBuilder(why.text("principal"))
                .append(why.flag("allowed") ? " may " : " may not ")
                .append(why.text("action"))
                .append(' ')
                .append(why.text("resource"))
                .append(".\n");
        why.texts("by").forEach(by -> text.append("  by: ").append(by).append('\n'));
        if (why.has("missing")) {
            text.append("  missing: ").append(why.text("missing")).append('\n');
        }
        if (why.has("hint")) {
            text.append("  what helps: ").append(why.text("hint")).append('\n');
        }
        return Table.plain(text.toString());
    }

    private static String role(Call call) {
        String role = call.word("ROLE");
        if (!ROLES.contains(role)) {
            throw new UsageException("\"" + role + "\" is no role; write " + String.join(", ", ROLES));
        }
        return role;
    }

    private static Map<String, String> match(Call call) {
        String version = call.value("--if-match");
        return version.isEmpty() ? Map.of() : Map.of("If-Match", '"' + version.replace("\"", "") + '"');
    }
}
