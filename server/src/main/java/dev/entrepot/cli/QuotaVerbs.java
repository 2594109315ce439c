package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.number;
import static dev.entrepot.cli.Table.size;
import static dev.entrepot.cli.Table.text;

import dev.entrepot.client.Document;
import dev.entrepot.client.Json;
import dev.entrepot.client.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `quota` and `quota-set`.
final class QuotaVerbs {
    private static final Table QUOTAS = Table.of(
            text("NAMESPACE", "namespace"),
            size("USED", "usedBytes"),
            cell("OF", quota -> bytes(quota.object("limits"))),
            size("TRASH", "trashBytes"),
            number("REPOSITORIES", "repositories"),
            cell("OF", quota -> repositories(quota.object("limits"))));

    private QuotaVerbs() {}

    static List<Verb> all() {
        return List.of(show(), set(), recount());
    }

    private static Verb show() {
        return Verb.named("quota", "Show what namespaces use, and their limits")
                .optional("NS", "The namespace. Without it: all you may read")
                .option("--limit", "N", "Stop after so many.")
                .examples("entrepot quota", "entrepot quota web -o json")
                .answers(call -> {
                    Target quota = Target.of("quota");
                    if (call.word("NS").isEmpty()) {
                        call.list(QUOTAS, quota);
                        return;
                    }
                    Document answer = call.client().get(quota.query("namespace", call.word("NS")));
                    if (call.json()) {
                        call.show(answer);
                        return;
                    }
                    Document limits = answer.object("limits");
                    call.show(
                            answer.with("bytes", bytes(limits)).with("most", repositories(limits)),
                            "namespace",
                            "used=size:usedBytes",
                            "of at most=bytes",
                            "in the trash=size:trashBytes",
                            "repositories",
                            "of at most=most");
                });
    }

    private static Verb set() {
        return Verb.named("quota-set", "Limit what a namespace may hold")
                .parameter("NS", "The namespace.")
                .option("--bytes", "SIZE|none", "Such as 10GiB; none for no limit.")
                .option("--repositories", "N|none", "How many; none for no limit.")
                .notes("What is not said stays. What is there already stays too; the next push is refused.")
                .examples(
                        "entrepot quota-set --bytes 10GiB --repositories 100 web",
                        "entrepot quota-set web --bytes none")
                .answers(call -> {
                    List<String> said = new ArrayList<>(List.of("--bytes", "--repositories"));
                    said.removeIf(option -> call.value(option).isEmpty());
                    if (said.isEmpty()) {
                        throw new UsageException("say --bytes, --repositories or both");
                    }
                    Target target = Target.of("quota").query("namespace", call.word("NS"));
                    Map<String, Object> limits = new LinkedHashMap<>();
                    limits.put("bytes", Json.NULL);
                    limits.put("repositories", Json.NULL);
                    if (said.size() == 1) {
                        limits.putAll(call.client().get(target).object("limits").members());
                    }
                    limit(limits, "bytes", call.value("--bytes"));
                    limit(limits, "repositories", call.value("--repositories"));
                    call.result(
                            call.send("PUT", target, new Document(limits)),
                            "%s may hold %s in %s repositories.",
                            call.word("NS"),
                            limits.get("bytes") instanceof Number most ? Words.size(most.longValue()) : "any bytes",
                            limits.get("repositories") instanceof Number most ? most : "any number of");
                });
    }

    private static Verb recount() {
        return Verb.named("quota-recount", "Count what a namespace holds anew, and book that")
                .parameter("NS", "The namespace.")
                .notes("What is booked is exact; this proves it, or corrects it after a mistake of ours.")
                .examples("entrepot quota-recount web")
                .worksAnywhere(
                        call -> JobOrder.of("quota").on(call.word("NS")),
                        (call, found) ->
                                call.show(found, "namespace", "used=size:usedBytes", "booked until now=size:before"));
    }

    private static void limit(Map<String, Object> limits, String name, String said) {
        if (said.equals("none")) {
            limits.put(name, Json.NULL);
        } else if (!said.isEmpty()) {
            limits.put(name, Words.bytes(said));
        }
    }

    private static String bytes(Document limits) {
        return limits.has("bytes") ? Words.size(limits.number("bytes")) : "no limit";
    }

    private static String repositories(Document limits) {
        return limits.has("repositories") ? limits.text("repositories") : "no limit";
    }
}
