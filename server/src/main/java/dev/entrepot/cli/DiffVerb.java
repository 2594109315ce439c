package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;

import dev.entrepot.client.ApiClient;
import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.util.List;

/// `diff`: what is different in another image.
final class DiffVerb {
    private static final String FROM = "IMAGE";
    private static final String TO = "OTHER";
    private static final String FILES = "--files";
    private static final String FILE_CHANGES = "files";
    private static final int VALUE_WIDTH = 45;
    private static final int VERSION_WIDTH = 24;
    private static final int PATH_WIDTH = 80;

    private static final Table CONFIGURATION = Table.of(
            cell("SETTING", line -> Words.clipped(line.text("name"), 24)),
            cell("FROM", line -> Words.clipped(line.text("from"), VALUE_WIDTH)),
            cell("TO", line -> Words.clipped(line.text("to"), VALUE_WIDTH)));
    private static final Table LAYERS = Table.of(
            text("CHANGE", "change"),
            cell("LAYER", line -> ImageVerbs.shortened(line.text("digest"))),
            Table.size("SIZE", "sizeBytes"));
    private static final Table PACKAGES = Table.of(
            text("CHANGE", "change"),
            text("TYPE", "type"),
            cell("PACKAGE", line -> Words.clippedBefore(line.text("package"), VALUE_WIDTH)),
            cell("FROM", line -> Words.clipped(line.text("from"), VERSION_WIDTH)),
            cell("TO", line -> Words.clipped(line.text("to"), VERSION_WIDTH)));
    private static final Table FINDINGS = Table.of(
            text("SEVERITY", "severity"),
            cell("ID", line -> Words.clipped(line.text("id"), ScanWords.ID_WIDTH)),
            cell("PACKAGE", line -> Words.clippedBefore(line.text("package"), VALUE_WIDTH)),
            cell("VERSION", line -> Words.clipped(line.text("version"), VERSION_WIDTH)));
    private static final Table PATHS = Table.of(
            text("CHANGE", "change"),
            cell("SIZE", line -> line.has("toBytes") ? Words.size(line.number("toBytes")) : ""),
            cell("MODE", DiffVerb::mode),
            cell("PATH", line -> Words.clippedBefore(line.text("path"), PATH_WIDTH)));

    private DiffVerb() {}

    static Verb diff() {
        return ScanWait.offered(
                        Verb.named("diff", "Compare two images: configuration, layers, packages, findings, files")
                                .parameter(FROM, "NS/REPO[:TAG|@DIGEST].")
                                .parameter(TO, "The one it is compared with, of the same server.")
                                .flag(FILES, "The files, too: both images' layers are read for that."))
                .notes("Of images for several platforms it takes --platform. It waits until both have been read.")
                .examples(
                        "entrepot diff web/shop:v1 web/shop:v2",
                        "entrepot diff web/shop:v1 web/shop:v2 --files",
                        "entrepot diff base/debian:12.1 base/debian:12.2 --platform linux/amd64 -o json")
                .judges(DiffVerb::compare);
    }

    private static int compare(Call call) throws InterruptedException {
        ImageName from = call.image(FROM);
        ImageName to = call.image(TO);
        if (!to.host().isEmpty() && !to.host().equals(from.host())) {
            throw new UsageException("both images must be of one server");
        }
        ApiClient client = call.client(from);
        for (ImageName image : List.of(from, to)) {
            ScanWait wait = new ScanWait(call, client, image);
            Document scan = wait.get();
            if (!wait.settled(scan)) {
                return ScanWait.unsettled(scan);
            }
        }
        Document diff = client.get(Target.of("diff")
                .query("from", TagVerbs.tagged(from))
                .query("to", TagVerbs.tagged(to))
                .query("platform", call.value("--platform"))
                .query(FILE_CHANGES, call.has(FILES) ? "true" : ""));
        if (call.json()) {
            call.show(diff);
        } else {
            call.surroundings().out().print(forPeople(diff));
        }
        return ExitCode.DONE;
    }

    private static String forPeople(Document diff) {
        long from = diff.object("from").number("sizeBytes");
        long to = diff.object("to").number("sizeBytes");
        StringBuilder text = new StringBuilder(Fields.of(
                diff.with("fromImage", side(diff.object("from")))
                        .with("toImage", side(diff.object("to")))
                        .with("size", Words.size(from) + " → " + Words.size(to)),
                "from=fromImage",
                "to=toImage",
                "size"));
        section(text, "Configuration", CONFIGURATION, diff.objects("configuration"));
        section(text, "Layers", LAYERS, diff.objects("layers"));
        section(text, "Packages", PACKAGES, diff.objects("packages"));
        section(text, "New findings", FINDINGS, diff.objects("added"));
        section(text, "Findings that are gone", FINDINGS, diff.objects("fixed"));
        files(text, diff.object(FILE_CHANGES));
        return text.toString();
    }

    private static void files(StringBuilder text, Document files) {
        List<Document> changes = files.objects("changes");
        section(text, "Files", PATHS, changes);
        long all = files.number("added") + files.number("removed") + files.number("changed");
        if (all > changes.size()) {
            text.append("… and ").append(all - changes.size()).append(" more\n");
        }
        files.texts("problems")
                .forEach(problem -> text.append("Not all files are known: ")
                        .append(Table.plain(problem))
                        .append('\n'));
    }

    private static String mode(Document line) {
        String from = line.text("fromMode");
        String to = line.text("toMode");
        return from.isEmpty() || to.isEmpty() || from.equals(to) ? from + (from.equals(to) ? "" : to) : from + "→" + to;
    }

    private static String side(Document side) {
        return side.text("image") + " " + ImageVerbs.shortened(side.text("digest"));
    }

    private static void section(StringBuilder text, String title, Table table, List<Document> lines) {
        if (!lines.isEmpty()) {
            text.append('\n').append(title).append(ScanWords.lines(table, lines));
        }
    }
}
