package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.ApiClient;
import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.util.List;

/// `sbom`: what is in an image, as a document.
final class SbomVerbs {
    private static final String IMAGE = "IMAGE";
    private static final String FORMAT = "--format";
    private static final String ATTACHED = "--attached";
    private static final String ANY_TYPE = "*/*";

    private static final Table ATTACHMENTS = Table.of(
            cell("DIGEST", sbom -> ImageVerbs.shortened(sbom.text("digest"))),
            text("FORMAT", "format"),
            cell("MADE BY", sbom -> Words.clipped(sbom.text("tool"), 40)),
            Table.number("PACKAGES", "packages"),
            time("ATTACHED", "attachedAt"),
            cell("PROBLEM", sbom -> Words.clipped(sbom.text("problem"), 40)));

    private SbomVerbs() {}

    static Verb sbom() {
        return ScanWait.offered(Verb.named("sbom", "Write the bill of materials of an image")
                        .parameter(IMAGE, "NS/REPO[:TAG|@DIGEST].")
                        .oneOf(
                                "-f," + FORMAT,
                                List.of("spdx-json", "cyclonedx-json"),
                                "SPDX 2.3 or CycloneDX 1.6. Default: spdx-json")
                        .flag(ATTACHED, "List those that somebody attached to the image, not the registry's own."))
                .notes(
                        "Of an image for several platforms it takes --platform. Attached ones are pulled as what they are:",
                        "NS/REPO@DIGEST.")
                .examples(
                        "entrepot sbom web/shop:v1 -f spdx-json > shop.spdx.json",
                        "entrepot sbom web/shop:v1 -f cyclonedx-json --platform linux/amd64",
                        "entrepot sbom web/shop:v1 --attached")
                .judges(call -> {
                    ImageName image = call.image(IMAGE);
                    ApiClient client = call.client(image);
                    if (call.has(ATTACHED)) {
                        return attached(call, client.get(asked(call, image, "sbom", "attached")));
                    }
                    ScanWait wait = new ScanWait(call, client, image);
                    Document scan = wait.get();
                    if (!wait.settled(scan)) {
                        return ScanWait.unsettled(scan);
                    }
                    String format = call.value(FORMAT).isEmpty() ? "spdx-json" : call.value(FORMAT);
                    client.copy(
                            asked(call, image, "sbom").query("format", format),
                            ANY_TYPE,
                            call.surroundings().out());
                    call.surroundings().out().flush();
                    return ExitCode.DONE;
                });
    }

    private static int attached(Call call, Document answer) {
        List<Document> sboms = answer.objects("items");
        try (Listing listing = new Listing(call.surroundings().out(), ATTACHMENTS, call.json())) {
            listing.print(sboms);
        }
        if (sboms.isEmpty() && !call.json()) {
            call.say("Nobody attached one.");
        }
        return ExitCode.DONE;
    }

    private static Target asked(Call call, ImageName image, String first, String... words) {
        return Target.of(first, words)
                .query("image", TagVerbs.tagged(image))
                .query("platform", call.value("--platform"));
    }
}
