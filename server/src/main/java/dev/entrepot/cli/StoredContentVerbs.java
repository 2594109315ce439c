package dev.entrepot.cli;

import dev.entrepot.client.Document;
import java.nio.file.Path;
import java.util.List;

/// `scrub` and `import`: work on the stored content as a whole.
final class StoredContentVerbs {
    private StoredContentVerbs() {}

    static Verb scrub() {
        return Verb.named("scrub", "Read all stored bytes, and name what is damaged or missing")
                .option("--rate", "SIZE", "Read no more than so much a second, such as 50MB.")
                .notes(
                        "What is damaged is served to nobody; the next push of the same digest replaces it.",
                        "Exit code: 0 all is sound, 4 something is damaged.")
                .examples("entrepot scrub", "entrepot scrub --rate 50MB -o json", "entrepot scrub --data /srv/entrepot")
                .worksAnywhere(
                        call -> JobOrder.of("scrub")
                                .with(
                                        "rate",
                                        call.value("--rate").isEmpty()
                                                ? ""
                                                : Long.toString(Words.bytes(call.value("--rate")))),
                        (call, found) -> {
                            call.show(
                                    found,
                                    "blobs",
                                    "bytes=size:bytes",
                                    "damaged=damagedBlobs",
                                    "sound again=recovered",
                                    "longest unread since=time:oldestRead");
                            damaged(call, found);
                        });
    }

    private static void damaged(Call call, Document found) {
        for (Document blob : found.objects("damaged")) {
            List<String> images = blob.texts("images");
            call.surroundings()
                    .out()
                    .println(Table.plain("damaged: " + blob.text("digest") + " (" + Words.size(blob.number("size"))
                            + "), in " + (images.isEmpty() ? "no image" : String.join(", ", images))));
        }
    }

    static Verb imports() {
        return Verb.named("import", "Take over the folder of another registry, or an OCI layout")
                .parameter("DIR", "The folder, on the server: docker-registry's rootdirectory, a layout, zot's root.")
                .oneOf("--from", List.of("docker-registry", "oci", "zot"), "What kind of folder it is. Needed.")
                .option("--into", "NS[/REPO]", "Put this before all names.")
                .option("--repository", "PATTERN", "Only these; * stands for any text.")
                .flag("--link", "Give the files a second name here instead of copying them.")
                .flag("--dry-run", "Say what would come, and bring nothing.")
                .notes(
                        "A second run passes over what is here. The report names all that could not be taken.",
                        "Exit code: 0 everything is here, 4 something could not be taken.")
                .examples(
                        "entrepot import /var/lib/registry --from docker-registry",
                        "entrepot import /srv/zot --from zot --into old --dry-run",
                        "entrepot import /tmp/layout --from oci --into web/shop",
                        "entrepot import /var/lib/registry --from docker-registry --link --data /srv/entrepot")
                .worksAnywhere(StoredContentVerbs::order, (call, found) -> {
                    call.show(
                            found,
                            "repositories",
                            "tags",
                            "manifests brought=manifests",
                            "manifests here before=manifestsKnown",
                            "blobs copied=blobsCopied",
                            "blobs linked=blobsLinked",
                            "blobs here before=blobsKnown",
                            "bytes=size:bytes",
                            "manifests read back=verified",
                            "problems=problemCount");
                    problems(call, found);
                });
    }

    private static JobOrder order(Call call) {
        if (call.value("--from").isEmpty()) {
            throw new UsageException("--from is missing: say docker-registry, oci or zot");
        }
        return JobOrder.of("import")
                .with(
                        "dir",
                        Path.of(call.word("DIR")).toAbsolutePath().normalize().toString())
                .with("from", call.value("--from"))
                .with("into", call.value("--into"))
                .with("repository", call.value("--repository"))
                .with("link", call.has("--link"))
                .with("dryRun", call.has("--dry-run"));
    }

    private static void problems(Call call, Document found) {
        for (Document problem : found.objects("problems")) {
            String where = problem.text("repository").isEmpty() ? "" : problem.text("repository") + ": ";
            call.surroundings().out().println(Table.plain(where + problem.text("what") + " " + problem.text("why")));
        }
    }
}
