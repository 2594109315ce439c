package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;

import dev.entrepot.client.ApiClient;
import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.util.ArrayList;
import java.util.List;

/// `retention-…`.
final class RetentionVerbs {
    private static final String PLACE = "NS[/REPO]";
    private static final String RETENTION = "retention";
    private static final int SHOWN_DIGITS = 12;
    private static final Table POLICIES =
            Table.of(text("ON", "on"), cell("POLICY", policy -> String.join("; ", policy.texts("rules"))));
    private static final Table PLAN = Table.of(
            text("FATE", "fate"),
            text("IMAGE", "image"),
            cell("DIGEST", line -> digest(line.text("digest"))),
            text("RULE", "rule"));
    private static final Table CHANGED = Table.of(
            text("CHANGED MEANWHILE", "image"),
            cell("DIGEST", line -> digest(line.text("digest"))),
            text("LEFT BECAUSE", "why"));

    private RetentionVerbs() {}

    static List<Verb> all() {
        return List.of(set(), list(), run());
    }

    private static String digest(String digest) {
        return digest.substring(0, Math.min(digest.length(), digest.indexOf(':') + 1 + SHOWN_DIGITS));
    }

    private static Verb set() {
        return Verb.named("retention-policy-set", "Say which images a namespace or repository keeps")
                .parameter(
                        PLACE, "The namespace, for all its repositories, or one repository, which need not exist yet.")
                .option("--images", "N", "Keep the N images that were pushed last, in each repository, and no others.")
                .flag("--retain-untagged", "With --images: keep what has no tag too.")
                .repeated("--rule", "RULE", "A rule such as \"keep tags v.*\" or \"drop pushed-before 90d\".")
                .flag("--alone", "Of a repository: the policy of its namespace does not hold there.")
                .flag("--none", "No policy.")
                .notes(
                        "Keep beats drop, in whatever order they stand; what no rule selects stays. A rule is keep or drop,",
                        "and all, or what must all hold: tags RE2, version RANGE, untagged, untagged-for AGE,",
                        "pushed-before AGE, pushed-within AGE, pulled-before AGE, pulled-within AGE; of keep also",
                        "newest N and highest N. Nothing is dropped at once: `retention-run --dry-run NS` shows what",
                        "would be, `retention-run NS` does it, and the server does it once a day.")
                .examples(
                        "entrepot retention-policy-set --images 10 web",
                        "entrepot retention-policy-set web --rule 'keep newest 10' --rule 'keep version >=1.0.0 highest 5' \\",
                        "    --rule 'drop pushed-before 90d' --rule 'drop untagged-for 7d'",
                        "entrepot retention-policy-set web/nightly --alone --images 3",
                        "entrepot retention-policy-set web --none")
                .answers(call -> {
                    List<String> rules = rules(call);
                    ImageName place = call.image(PLACE);
                    Document answer = call.client(place)
                            .send(
                                    "PUT",
                                    Target.of(RETENTION).query("on", place.repository()),
                                    Document.empty().with("rules", rules));
                    call.result(
                            answer,
                            rules.isEmpty() ? "%s has no policy." : "The policy of %s is: %s",
                            place.repository(),
                            String.join("; ", answer.texts("rules")));
                });
    }

    private static List<String> rules(Call call) {
        List<String> rules = new ArrayList<>();
        if (call.has("--alone")) {
            rules.add("alone");
        }
        if (!call.value("--images").isEmpty()) {
            rules.add("keep newest " + call.value("--images"));
            if (call.has("--retain-untagged")) {
                rules.add("keep untagged");
            }
        }
        rules.addAll(call.values("--rule"));
        if (!call.value("--images").isEmpty()) {
            rules.add("drop all");
        }
        if (rules.isEmpty() != call.has("--none")) {
            throw new UsageException("say --images or --rule, or else --none");
        }
        return rules;
    }

    private static Verb list() {
        return Verb.named("retention-policy-list", "List the policies of namespaces and repositories")
                .optional("NS", "The namespace. Without it: all of which you may read everything")
                .examples("entrepot retention-policy-list", "entrepot retention-policy-list web -o json")
                .answers(call -> {
                    ApiClient client = call.client();
                    try (Listing listing = new Listing(call.surroundings().out(), POLICIES, call.json())) {
                        for (String namespace : namespaces(call, client)) {
                            client.pages(
                                    Target.of(RETENTION).query("namespace", namespace), Long.MAX_VALUE, listing::print);
                        }
                    }
                });
    }

    private static List<String> namespaces(Call call, ApiClient client) throws InterruptedException {
        if (!call.word("NS").isEmpty()) {
            return List.of(call.word("NS"));
        }
        List<String> names = new ArrayList<>();
        client.pages(
                Target.of("namespaces"),
                Long.MAX_VALUE,
                page -> page.stream()
                        .filter(namespace -> namespace.has("usedBytes"))
                        .forEach(namespace -> names.add(namespace.text("name"))));
        return names;
    }

    private static Verb run() {
        return Verb.named("retention-run", "Drop what the policies of a namespace do not keep")
                .parameter("NS", "The namespace.")
                .flag("--dry-run", "Only show the plan: what stays, what goes, and by which rule.")
                .option("--limit", "N", "With --dry-run: stop after so many lines.")
                .flag("--detach", "Do not wait: print the job's id.")
                .notes(
                        "What goes lies in the trash: `trash-list NS`, `image-restore`. What changed since it was planned is",
                        "left, and told.")
                .examples("entrepot retention-run --dry-run web", "entrepot retention-run web")
                .judges(call -> {
                    if (call.has("--dry-run")) {
                        call.list(PLAN, Target.of(RETENTION, "plan").query("namespace", call.word("NS")));
                        return ExitCode.DONE;
                    }
                    JobOrder order = JobOrder.of(RETENTION).on(call.word("NS"));
                    return new Following(call).run(order, found -> told(call, found));
                });
    }

    private static void told(Call call, Document found) {
        print(call, PLAN, with(found.objects("dropped"), "drop"));
        print(call, PLAN, with(found.objects("later"), "later"));
        print(call, CHANGED, found.objects("changed"));
        call.say(
                "%s tags and %s images are in the trash, %s stay.",
                found.text("droppedTags"), found.text("droppedImages"), found.text("kept"));
    }

    private static List<Document> with(List<Document> lines, String fate) {
        return lines.stream().map(line -> line.with("fate", fate)).toList();
    }

    private static void print(Call call, Table table, List<Document> lines) {
        try (Listing listing = new Listing(call.surroundings().out(), table, false)) {
            listing.print(lines);
        }
    }
}
