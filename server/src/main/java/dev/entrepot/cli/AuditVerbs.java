package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.Document;
import dev.entrepot.client.Target;
import java.util.List;

/// `audit …`.
final class AuditVerbs {
    private static final Table ENTRIES = Table.of(
            time("TIME", "at"),
            cell("ACTOR", entry -> entry.object("actor").text("name")),
            text("ACTION", "action"),
            text("OUTCOME", "outcome"),
            cell("ON", entry -> entry.text(entry.has("resource") ? "resource" : "namespace")),
            text("ADDRESS", "address"));

    private AuditVerbs() {}

    static List<Verb> all() {
        return List.of(list(), export(), verify());
    }

    private static Verb list() {
        return filtered(Verb.named("audit list", "List who changed what, and who was refused"))
                .examples(
                        "entrepot audit list --since 1h",
                        "entrepot audit list --namespace web --outcome refused --limit 50 -o json")
                .lists(ENTRIES, AuditVerbs::entries);
    }

    private static Verb export() {
        return filtered(Verb.named("audit export", "Write all entries as JSON lines"))
                .examples("entrepot audit export --since 7d > audit.jsonl", "entrepot audit export | jq .action")
                .does(call -> {
                    call.client()
                            .copy(
                                    entries(call),
                                    "application/x-ndjson",
                                    call.surroundings().out());
                    call.surroundings().out().flush();
                });
    }

    private static Verb filtered(Verb verb) {
        return verb.option("--since", "TIME", "From then on: 1h or 7d for so long ago, or a time.")
                .option("--until", "TIME", "Before then.")
                .option("--namespace", "NS", "Only of this namespace; its owners may ask this.")
                .option("--actor", "NAME", "Only what this one did.")
                .option("--action", "ACTION", "Only this, such as grant.add.")
                .option("--outcome", "OUTCOME", "Only what ended so.");
    }

    private static Target entries(Call call) {
        return Target.of("audit")
                .query("since", moment(call, "--since"))
                .query("until", moment(call, "--until"))
                .query("namespace", call.value("--namespace"))
                .query("actor", call.value("--actor"))
                .query("action", call.value("--action"))
                .query("outcome", call.value("--outcome"));
    }

    private static String moment(Call call, String option) {
        return Words.moment(
                option, call.value(option), call.surroundings().time().instant());
    }

    private static Verb verify() {
        return Verb.named("audit verify", "Prove that no entry was changed or removed")
                .notes("Exit code: 0 sound, 4 not.")
                .examples("entrepot audit verify", "entrepot audit verify -o json")
                .judges(call -> {
                    Document verdict = call.client().get(Target.of("audit", "verify"));
                    if (call.json()) {
                        call.show(verdict);
                    } else {
                        call.surroundings().out().print(told(verdict));
                    }
                    return verdict.flag("sound") ? ExitCode.DONE : ExitCode.NOT_AS_IT_MUST_BE;
                });
    }

    private static String told(Document verdict) {
        StringBuilder text = new StringBuilder()
                .append(verdict.flag("sound") ? "Sound: " : "Not sound: ")
                .append(verdict.number("entries"))
                .append(" entries, ")
                .append(verdict.number("checkpoints"))
                .append(" checkpoints");
        if (verdict.number("entries") > 0) {
            text.append(", numbers ")
                    .append(verdict.number("firstNumber"))
                    .append(" to ")
                    .append(verdict.number("lastNumber"));
        }
        text.append(".\n");
        verdict.texts("problems")
                .forEach(problem -> text.append("  ").append(problem).append('\n'));
        return Table.plain(text.toString());
    }
}
