package dev.entrepot.cli;

import dev.entrepot.client.Document;
import java.util.List;

/// `verify` and `reconcile`.
final class IntegrityVerbs {
    private static final int SHOWN = 10;

    private IntegrityVerbs() {}

    static List<Verb> all() {
        return List.of(verify(), reconcile());
    }

    static Verb verify() {
        return Verb.named("verify", "Look whether all holds that must always hold")
                .flag("--deep", "Also read all stored bytes and compare them with their digests.")
                .notes(
                        "Changes nothing but that bytes found bad by --deep are served no more. Runs while the registry runs.",
                        "Exit code: 0 sound, 4 not.")
                .examples("entrepot verify", "entrepot verify --deep", "entrepot verify --data /srv/entrepot")
                .worksAnywhere(
                        call -> JobOrder.of("verify").with("deep", call.has("--deep")),
                        (call, found) -> call.surroundings().out().print(Table.plain(verified(found))));
    }

    private static String verified(Document found) {
        StringBuilder text = new StringBuilder(found.flag("sound") ? "Sound: " : "Not sound: ")
                .append(found.number("blobs"))
                .append(found.flag("deep") ? " blobs, all read, " : " blobs, ")
                .append(found.number("manifests"))
                .append(" manifests, ")
                .append(found.number("repositories"))
                .append(" repositories, ")
                .append(found.number("auditEntries"))
                .append(" audit entries.\n");
        if (found.number("youngFiles") > 0) {
            text.append(found.number("youngFiles"))
                    .append(" files that nothing names are young, and may belong to what is only beginning.\n");
        }
        for (Document finding : found.objects("findings")) {
            text.append('\n')
                    .append(finding.text("invariant"))
                    .append(" (")
                    .append(finding.number("count"))
                    .append("): ")
                    .append(finding.text("what"))
                    .append('\n');
            lines(text, finding.texts("places"), finding.number("count"));
            text.append("  To do: ").append(finding.text("remedy")).append('\n');
        }
        return text.toString();
    }

    private static void lines(StringBuilder text, List<String> places, long count) {
        places.stream()
                .limit(SHOWN)
                .forEach(place -> text.append("  ").append(place).append('\n'));
        if (count > SHOWN) {
            text.append("  … and ")
                    .append(count - Math.min(SHOWN, places.size()))
                    .append(" more\n");
        }
    }

    static Verb reconcile() {
        return Verb.named("reconcile", "Compare storage with the database, and bring them together")
                .flag("--repair", "Do it; without it, only say what would be done.")
                .flag("--force", "Also when more than a tenth of either side would be touched.")
                .notes(
                        "Bytes that nothing names are removed when they are older than an open upload may be; blobs without bytes",
                        "are served to nobody until somebody pushes them again. Exit code: 0 all agrees, 4 something does not.")
                .examples(
                        "entrepot reconcile", "entrepot reconcile --repair", "entrepot reconcile --data /srv/entrepot")
                .worksAnywhere(
                        call -> JobOrder.of("reconcile")
                                .with("repair", call.has("--repair"))
                                .with("force", call.has("--force")),
                        (call, found) -> call.surroundings().out().print(Table.plain(reconciled(found))));
    }

    private static String reconciled(Document found) {
        StringBuilder text = new StringBuilder()
                .append(found.number("files"))
                .append(" files, ")
                .append(Words.size(found.number("fileBytes")))
                .append("; ")
                .append(found.number("blobs"))
                .append(" blobs.\n")
                .append(found.number("strays"))
                .append(" files that nothing names, ")
                .append(Words.size(found.number("strayBytes")))
                .append(found.number("youngFiles") > 0 ? ", and " + found.number("youngFiles") + " young ones" : "")
                .append(".\n");
        lines(text, found.texts("strayKeys"), found.number("strays"));
        text.append(found.number("missing")).append(" blobs without their bytes.\n");
        lines(
                text,
                found.objects("missingBlobs").stream()
                        .map(blob -> blob.text("digest")
                                + (blob.texts("images").isEmpty() ? "" : ", needed by " + blob.text("images")))
                        .toList(),
                found.number("missing"));
        text.append(found.number("forgotten")).append(" blobs and links that no queue has.\n");
        if (!found.text("stopped").isEmpty()) {
            return text.append("Nothing was touched: ")
                    .append(found.text("stopped"))
                    .append(".\n")
                    .toString();
        }
        if (found.flag("repaired")) {
            return text.append("Done: ")
                    .append(found.number("queuedForRemoval"))
                    .append(" files queued for removal, ")
                    .append(found.number("markedDamaged"))
                    .append(" blobs marked as damaged, ")
                    .append(found.number("queuedAgain"))
                    .append(" queued again.\n")
                    .toString();
        }
        return text.append(found.flag("sound") ? "" : "Nothing was changed; --repair does it.\n")
                .toString();
    }
}
