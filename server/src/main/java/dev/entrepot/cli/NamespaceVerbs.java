package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.number;
import static dev.entrepot.cli.Table.size;
import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.ApiClient;
import dev.entrepot.client.Document;
import dev.entrepot.client.Login;
import dev.entrepot.client.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// `namespace-…`, after IBM's `ibmcloud cr`.
final class NamespaceVerbs {
    private static final Table NAMES = Table.of(text("NAMESPACE", "name"));
    private static final Table DETAILS = NAMES.plus(
            text("ROLE", "role"),
            number("REPOSITORIES", "repositories"),
            size("USED", "usedBytes"),
            cell("LIMIT", namespace -> limit(namespace.object("limits"))),
            cell("VISIBILITY", namespace -> namespace.object("template").text("visibility")),
            time("CREATED", "createdAt"),
            text("DESCRIPTION", "description"));

    private NamespaceVerbs() {}

    static List<Verb> all() {
        return List.of(add(), list(), show(), set(), assign(), remove());
    }

    private static Verb add() {
        return settings(Verb.named("namespace-add", "Make a namespace; you own it, or the team in use does"))
                .option("-g,--group", "TEAM", "The team that owns it. Default: that of `entrepot target -g`")
                .option("--owner", "SUBJECT", "Who owns it, when no team does: a user or a robot.")
                .examples("entrepot namespace-add web", "entrepot cr namespace-add -g web-team web --visibility public")
                .answers(call -> {
                    String group = group(call);
                    String owner = call.value("--owner").isEmpty() && !group.isEmpty()
                            ? "team:" + group
                            : call.value("--owner");
                    Document body = changes(call).with("name", call.word("NS")).withText("owner", owner);
                    call.result(
                            call.send("POST", Target.of("namespaces"), body),
                            "There is a namespace %s%s.",
                            call.word("NS"),
                            owner.isEmpty() ? "" : ", owned by " + owner);
                });
    }

    private static Verb list() {
        return Verb.named("namespace-list", "List the namespaces in which you hold a role")
                .flag("-v,--verbose", "Show use, limits and owners' settings too.")
                .option(
                        "-g,--group",
                        "TEAM",
                        "Only those in which this team holds a role. Default: `entrepot target -g`")
                .flag("--all", "Of all teams, whatever `entrepot target -g` says.")
                .option("--limit", "N", "Stop after so many.")
                .examples("entrepot namespace-list -v", "entrepot cr namespace-list -g web-team -o json")
                .answers(call -> {
                    Table table = call.has("--verbose") ? DETAILS : NAMES;
                    String group = call.has("--all") ? "" : group(call);
                    if (group.isEmpty()) {
                        call.list(table, Target.of("namespaces"));
                    } else {
                        listOf(group, table, call);
                    }
                });
    }

    /// The namespaces of a team: those that its grants name.
    private static void listOf(String group, Table table, Call call) throws InterruptedException {
        ApiClient client = call.client();
        Set<String> named = new HashSet<>();
        client.pages(
                Target.of("grants").query("to", "team:" + group),
                Long.MAX_VALUE,
                page -> page.forEach(grant -> named.add(grant.text("on").replaceFirst("/.*$", ""))));
        long limit = call.limit();
        try (Listing listing = new Listing(call.surroundings().out(), table, call.json())) {
            long[] left = {limit};
            client.pages(Target.of("namespaces"), Long.MAX_VALUE, page -> {
                List<Document> rows = page.stream()
                        .filter(namespace -> named.contains(namespace.text("name")))
                        .limit(left[0])
                        .toList();
                left[0] -= rows.size();
                listing.print(rows);
            });
        }
    }

    private static Verb show() {
        return Verb.named("namespace-show", "Show a namespace")
                .parameter("NS", "The namespace.")
                .examples("entrepot namespace-show web")
                .answers(call -> {
                    Document namespace = call.client().get(namespace(call));
                    call.show(
                            call.json() ? namespace : namespace.with("limit", limit(namespace.object("limits"))),
                            "name",
                            "description",
                            "role",
                            "repositories",
                            "used=size:usedBytes",
                            "limit",
                            "template",
                            "keeping",
                            "created=time:createdAt",
                            "version");
                });
    }

    private static Verb set() {
        return settings(Verb.named(
                        "namespace-set", "Change a namespace's description, what new repositories get, and its trash"))
                .examples(
                        "entrepot namespace-set web --description 'The web shop'",
                        "entrepot namespace-set web --visibility public --immutable-tags '^v[0-9]'",
                        "entrepot namespace-set web --trash-keep 7d")
                .answers(call -> {
                    Document changes = changes(call);
                    if (changes.members().isEmpty()) {
                        throw new UsageException("nothing is to be changed; see `entrepot namespace-set --help`");
                    }
                    call.result(call.send("PATCH", namespace(call), changes), "%s is changed.", call.word("NS"));
                });
    }

    private static Verb settings(Verb verb) {
        return verb.parameter("NS", "The namespace.")
                .option("--description", "TEXT", "What it is for.")
                .oneOf("--visibility", List.of("private", "public"), "Of repositories made in it from now on.")
                .option("--immutable-tags", "RE2", "Tags that never move, in repositories made from now on.")
                .option(
                        "--trash-keep",
                        "TIME|default",
                        "How long what is deleted can be restored: 7d, 12h; 0s not at all; default as the server has it.");
    }

    private static Document changes(Call call) {
        Document template = Document.empty()
                .withText("visibility", call.value("--visibility"))
                .withText("immutableTags", call.value("--immutable-tags"));
        Document body = Document.empty();
        if (call.has("--description")) {
            body = body.with("description", call.value("--description"));
        }
        body = template.members().isEmpty() ? body : body.with("template", template);
        String keep = call.value("--trash-keep");
        return keep.isEmpty()
                ? body
                : body.with("keeping", Document.empty().with("trashKeep", keep.equals("default") ? "" : keep));
    }

    private static Verb assign() {
        return Verb.named("namespace-assign", "Let a team own a namespace")
                .parameter("NS", "The namespace.")
                .option("-g,--group", "TEAM", "The team. Default: that of `entrepot target -g`")
                .option("--to", "SUBJECT", "Who owns it, when no team does.")
                .notes("Those who own it already stay its owners; `entrepot grant rm owner` ends that.")
                .examples("entrepot namespace-assign -g web-team web", "entrepot namespace-assign web --to alice")
                .answers(call -> {
                    String to = call.value("--to").isEmpty() ? "team:" + neededGroup(call) : call.value("--to");
                    Document grant = Document.empty()
                            .with("role", "owner")
                            .with("to", to)
                            .with("on", call.word("NS"));
                    call.result(call.send("PUT", Target.of("grants"), grant), "%s owns %s.", to, call.word("NS"));
                });
    }

    private static Verb remove() {
        return Verb.named("namespace-rm", "Delete a namespace, into the trash")
                .parameter("NS", "The namespace.")
                .flag("-f,--force", "Even when it has repositories; they go with it.")
                .flag("-n,--dry-run", "Only tell what would go, and how many bytes come back.")
                .notes(
                        "The name stays reserved until the trash is emptied; then its robots and roles end, too.",
                        "`entrepot image-restore NS` brings it back, `entrepot trash-rm NS` empties it early.")
                .examples("entrepot namespace-rm web", "entrepot namespace-rm web --force --dry-run")
                .answers(call -> {
                    if (call.has("--dry-run")) {
                        Target forecast = Target.of("forecasts").query("namespace", call.word("NS"));
                        TrashWords.show(call, call.client().get(forecast));
                        return;
                    }
                    Target target = namespace(call).query("force", call.has("--force") ? "true" : "");
                    Document deleted = call.send("DELETE", target, Document.empty());
                    call.result(deleted, TrashWords.deleted(deleted));
                });
    }

    private static String neededGroup(Call call) {
        String group = group(call);
        if (group.isEmpty()) {
            throw new UsageException("say who is to own it: -g TEAM, --to NAME, or once `entrepot target -g TEAM`");
        }
        return group;
    }

    private static String group(Call call) {
        String said = call.value("--group");
        return said.isEmpty()
                ? call.servers()
                        .stored(call.value("--server"))
                        .map(Login::group)
                        .orElse("")
                : said;
    }

    private static String limit(Document limits) {
        String repositories = limits.has("repositories") ? limits.text("repositories") + " repositories" : "";
        String bytes = limits.has("bytes") ? Words.size(limits.number("bytes")) : "";
        return repositories + (repositories.isEmpty() || bytes.isEmpty() ? "" : ", ") + bytes;
    }

    private static Target namespace(Call call) {
        return Target.of("namespaces", call.word("NS"));
    }
}
