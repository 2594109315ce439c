package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.ApiException;
import dev.entrepot.client.Document;
import dev.entrepot.client.Target;
import java.util.ArrayList;
import java.util.List;

/// `policy …`: what may not be pulled.
final class PolicyVerbs {
    private static final String POLICIES = "policies";
    private static final String ON = "--on";
    private static final String PLACE = "NS[/REPO]";
    private static final String WHICH =
            "Where the policy stands. Needed only where several places have one of this name.";
    private static final int SHOWN_DIGITS = 12;
    private static final Table LISTED = Table.of(
            text("NAME", "name"),
            text("ON", "on"),
            text("EFFECT", "effect"),
            text("STATE", "state"),
            text("VERSION", "version"),
            text("TAGS", "tags"),
            text("WHEN", "when"));
    private static final Table VERSIONS = Table.of(
            text("VERSION", "version"),
            text("EFFECT", "effect"),
            time("APPLIED", "appliedAt"),
            text("BY", "createdBy"),
            text("TAGS", "tags"),
            text("WHEN", "when"));
    private static final Table PLAN = Table.of(
            text("FATE", "fate"),
            text("IMAGE", "image"),
            cell("DIGEST", PolicyVerbs::digest),
            time("LAST PULL", "pulledAt"),
            text("BECAUSE", "reason"));

    private PolicyVerbs() {}

    static List<Verb> all() {
        return List.of(add(), plan(), apply(), undo(), list(), show(), remove());
    }

    private static String digest(Document line) {
        String digest = line.text("digest");
        return digest.substring(0, Math.min(digest.length(), digest.indexOf(':') + 1 + SHOWN_DIGITS));
    }

    private static Verb terms(Verb verb) {
        return verb.option("--tags", "RE2", "Only manifests that a tag leads to which this matches whole.")
                .oneOf("--effect", List.of("warn", "grace", "deny"), "What happens where the condition holds.")
                .option("--when", "CEL", "The condition: true where the effect shall come.")
                .option("--until", "TIME", "Of a grace: when it ends, 2027-01-31 or 30d from now. Default: never")
                .option(
                        "--unscanned",
                        "hold:TIME,allow|deny",
                        "What is not scanned yet: how long a pull waits, and what then. Default: hold:20s,deny")
                .oneOf("--unscannable", List.of("allow", "deny"), "What cannot be scanned. Default: deny")
                .oneOf("--partial", List.of("allow", "deny"), "What was read in part. Default: deny")
                .oneOf("--also", List.of("push"), "Refuse pushes of tags to what is known to be refused, too.");
    }

    private static Verb add() {
        return terms(Verb.named("policy add", "Say which images may not be pulled, or only with a warning")
                        .parameter("NAME", "Of the policy. One that is there already gets a new version.")
                        .option(ON, PLACE, "Where it holds. It need not exist yet."))
                .flag("--draft", "Only write it down: `policy apply NAME` lets it decide.")
                .notes(
                        "The condition knows findings (id, aliases, package, version, source, fixedVersion,",
                        "severity, type, layer, path, score, exploited, epss, scanner), worst, packages, labels,",
                        "scan.state, scan.age, tag and repository; findings that are exempted do not count. One",
                        "without an answer refuses. warn serves and tells, deny refuses, grace refuses all but what",
                        "had been pulled by now. The strictest policy wins, and binds admins too; robots that may",
                        "inspect pass. `policy plan` shows what it would do.")
                .examples(
                        "entrepot policy add no-critical --on web --effect deny \\",
                        "    --when 'findings.exists(f, f.severity == \"CRITICAL\" && f.fixedVersion != \"\")'",
                        "entrepot policy add fresh --on web --tags 'prod-.*' --effect warn \\",
                        "    --when 'scan.age > duration(\"168h\")'",
                        "entrepot policy add no-log4j --on web/shop --effect grace --until 30d --draft \\",
                        "    --when 'packages.exists(p, p.name.endsWith(\":log4j-core\"))'")
                .answers(call -> {
                    Document body = body(call);
                    if (call.has("--draft")) {
                        body = body.with("draft", true);
                    }
                    Document policy = call.send("PUT", target(call.word("NAME"), call.needed(ON)), body);
                    boolean acts = !call.has("--draft");
                    call.result(
                            policy,
                            acts
                                    ? "Version %s of %s decides on %s now; `entrepot policy undo %s` takes it back."
                                    : "Version %s of %s on %s is a draft; `entrepot policy plan %4$s` shows what it would"
                                            + " do, `entrepot policy apply %4$s` lets it decide.",
                            acts
                                    ? policy.text("version")
                                    : policy.object("draft").text("version"),
                            policy.text("name"),
                            policy.text("on"),
                            policy.text("name"));
                });
    }

    private static Document body(Call call) {
        Document body = Document.empty()
                .with("effect", call.needed("--effect"))
                .with("when", call.needed("--when"))
                .withText("tags", call.value("--tags"))
                .withText(
                        "until",
                        Words.later(
                                "--until",
                                call.value("--until"),
                                call.surroundings().time().instant()))
                .withText("unscannable", call.value("--unscannable"))
                .withText("partial", call.value("--partial"));
        if (call.value("--also").equals("push")) {
            body = body.with("alsoPush", true);
        }
        for (String word : call.value("--unscanned").split(",", -1)) {
            if (word.startsWith("hold:")) {
                body = body.with("hold", word.substring("hold:".length()));
            } else if (word.equals("allow") || word.equals("deny")) {
                body = body.with("unscanned", word);
            } else if (!word.isEmpty()) {
                throw new UsageException("--unscanned: \"" + word
                        + "\" is none of hold:TIME, allow, deny; write one such as" + " hold:10s,allow");
            }
        }
        return body;
    }

    private static Verb plan() {
        return terms(Verb.named("policy plan", "Show what a policy would do if it were applied now")
                        .optional(
                                "NAME", "Of a policy: its draft, or else the policy. Without it: one of these options")
                        .option(ON, PLACE, "Where the policy stands, or would."))
                .option("--limit", "N", "Stop after so many.")
                .notes(
                        "FATE is warned, refused, or graced: pulled before, and still served. LAST PULL is when",
                        "somebody pulled the image last: a pull that would have been refused.")
                .examples(
                        "entrepot policy plan no-critical",
                        "entrepot policy plan --on web --effect deny --when 'worst == \"CRITICAL\"'")
                .answers(call -> {
                    if (!call.word("NAME").isEmpty()) {
                        call.list(PLAN, target(call.word("NAME"), place(call), "plan"));
                        return;
                    }
                    rehearse(call);
                });
    }

    private static void rehearse(Call call) throws InterruptedException {
        Document body = body(call);
        Target target = Target.of(POLICIES, "plan").query("on", call.needed(ON));
        long left = call.limit();
        String after = "";
        try (Listing listing = new Listing(call.surroundings().out(), PLAN, call.json())) {
            do {
                Document page = call.send("POST", target.query("after", after), body);
                List<Document> lines = page.objects("items");
                List<Document> shown = lines.subList(0, (int) Math.min(left, lines.size()));
                listing.print(shown);
                left -= shown.size();
                after = page.text("next");
            } while (!after.isEmpty() && left > 0);
        }
    }

    private static Verb apply() {
        return Verb.named("policy apply", "Let the draft of a policy decide")
                .parameter("NAME", "Of the policy.")
                .option(ON, PLACE, WHICH)
                .examples("entrepot policy apply no-critical")
                .answers(call -> {
                    Document policy =
                            call.send("POST", target(call.word("NAME"), place(call), "apply"), Document.empty());
                    call.result(
                            policy,
                            "Version %s of %s decides on %s now.",
                            policy.text("version"),
                            policy.text("name"),
                            policy.text("on"));
                });
    }

    private static Verb undo() {
        return Verb.named("policy undo", "Go back to the version of a policy that decided before")
                .parameter("NAME", "Of the policy.")
                .option(ON, PLACE, WHICH)
                .notes("What decided until now is the draft then: `policy apply NAME` brings it back.")
                .examples("entrepot policy undo no-critical")
                .answers(call -> {
                    Document policy =
                            call.send("POST", target(call.word("NAME"), place(call), "undo"), Document.empty());
                    boolean acts = policy.text("state").equals("acting");
                    call.result(
                            policy,
                            acts ? "Version %s of %s decides on %s again." : "%2$s decides nothing on %3$s any more.",
                            policy.text("version"),
                            policy.text("name"),
                            policy.text("on"));
                });
    }

    private static Verb list() {
        return Verb.named("policy list", "List the policies of namespaces and repositories")
                .option(ON, PLACE, "Only those that hold there. Default: all that you may read")
                .examples("entrepot policy list", "entrepot policy list --on web/shop -o json")
                .answers(call -> {
                    String on = call.value(ON);
                    int slash = on.indexOf('/');
                    String namespace = slash < 0 ? on : on.substring(0, slash);
                    try (Listing listing = new Listing(call.surroundings().out(), LISTED, call.json())) {
                        call.client()
                                .pages(
                                        Target.of(POLICIES).query("namespace", namespace),
                                        Long.MAX_VALUE,
                                        page -> listing.print(page.stream()
                                                .filter(policy -> slash < 0
                                                        || policy.text("on").equals(on)
                                                        || policy.text("on").equals(namespace))
                                                .toList()));
                    }
                });
    }

    private static Verb show() {
        return Verb.named("policy show", "Show a policy and its versions")
                .parameter("NAME", "Of the policy.")
                .option(ON, PLACE, WHICH)
                .examples("entrepot policy show no-critical")
                .answers(call -> {
                    Document policy = call.client().get(target(call.word("NAME"), place(call)));
                    call.show(
                            policy,
                            "name",
                            "on",
                            "state",
                            "version",
                            "effect",
                            "tags",
                            "when",
                            "time:until",
                            "not scanned yet=unscanned",
                            "held for=hold",
                            "cannot be scanned=unscannable",
                            "read in part=partial");
                    if (!call.json()) {
                        try (Listing listing = new Listing(call.surroundings().out(), VERSIONS, false)) {
                            listing.print(policy.objects("versions"));
                        }
                    }
                });
    }

    private static Verb remove() {
        return Verb.named("policy rm", "Take a policy away, with all its versions")
                .parameter("NAME", "Of the policy.")
                .option(ON, PLACE, WHICH)
                .notes("`policy undo` goes back by one version instead.")
                .examples("entrepot policy rm no-critical", "entrepot policy rm no-critical --on web/shop")
                .does(call -> {
                    String place = place(call);
                    call.send("DELETE", target(call.word("NAME"), place), Document.empty());
                    call.say("%s is gone from %s.", call.word("NAME"), place);
                });
    }

    private static Target target(String name, String on, String... more) {
        List<String> words = new ArrayList<>(List.of(name));
        words.addAll(List.of(more));
        return Target.of(POLICIES, words.toArray(String[]::new)).query("on", on);
    }

    /// Where the policy of that name stands.
    private static String place(Call call) throws InterruptedException {
        if (!call.value(ON).isEmpty()) {
            return call.value(ON);
        }
        List<String> places = new ArrayList<>();
        call.client()
                .pages(
                        Target.of(POLICIES).query("name", call.word("NAME")),
                        Long.MAX_VALUE,
                        page -> page.forEach(policy -> places.add(policy.text("on"))));
        if (places.size() == 1) {
            return places.getFirst();
        }
        String name = call.word("NAME");
        if (places.isEmpty()) {
            // As the server answers of one that is not there.
            throw new ApiException(
                    404,
                    "NOT_FOUND",
                    "/api/v1/policies/" + name,
                    "there is no policy " + name + " that you may read; `entrepot policy list` shows those there are");
        }
        throw new UsageException(
                "there are policies " + name + " on " + String.join(", ", places) + "; say which: --on NS[/REPO]");
    }
}
