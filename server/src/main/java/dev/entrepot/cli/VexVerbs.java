package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.number;
import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.ApiClient;
import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Json;
import dev.entrepot.client.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// `vex-…`.
final class VexVerbs {
    private static final String VEX = "vex";
    private static final String ON = "--on";
    private static final String IMAGE = "IMAGE";
    private static final String STANDARD_INPUT = "-";
    private static final int SHOWN_DIGITS = 12;

    /// More than the server takes, so that it is the server who says what is too large.
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final Table LISTED = Table.of(
            text("ON", "on"),
            text("ID", "id"),
            text("DOCUMENT", "document"),
            number("STATEMENTS", "statements"),
            text("STATED BY", "statedBy"),
            text("BROUGHT BY", "author"),
            time("ADDED", "addedAt"));
    private static final Table ATTACHED = Table.of(
            cell("MANIFEST", vex -> digest(vex.text("manifest"))),
            cell("COUNTS", vex -> vex.flag("accepted") ? "yes" : "no"),
            text("PUSHED BY", "pushedBy"),
            number("STATEMENTS", "statements"),
            text("DOCUMENT", "documents"),
            text("PROBLEM", "problem"));

    private VexVerbs() {}

    static List<Verb> all() {
        return List.of(add(), remove(), list(), show(), attached(), accept());
    }

    private static String digest(String digest) {
        return digest.substring(0, Math.min(digest.length(), digest.indexOf(':') + 1 + SHOWN_DIGITS));
    }

    private static Verb add() {
        return Verb.named("vex-add", "Let the statements of a VEX document count")
                .parameter(
                        "FILE",
                        "OpenVEX, CSAF 2.0 VEX, or CycloneDX with vulnerabilities, in JSON; - for standard input.")
                .option(ON, "NS[/REPO]", "Where they count.")
                .notes(
                        "Takes the right to set policies there (maintainer). Findings of which it says not_affected or fixed",
                        "do not count. A newer document of the same id replaces the one before; of two statements about the",
                        "same finding the later one counts.")
                .examples(
                        "entrepot vex-add shop.openvex.json --on web/shop",
                        "vexctl create … | entrepot vex-add - --on web")
                .answers(call -> {
                    ImageName on = on(call);
                    Document document = Json.object(read(call))
                            .orElseThrow(() -> new UsageException(call.word("FILE") + " is no JSON object"));
                    Document answer =
                            call.client(on).send("POST", Target.of(VEX).query("on", on.repository()), document);
                    told(call, answer, on.repository());
                });
    }

    private static void told(Call call, Document answer, String place) {
        long statements = answer.objects("documents").stream()
                .mapToLong(document -> document.number("statements"))
                .sum();
        String unusable = answer.number("unusable") > 0
                ? " " + answer.number("unusable") + " of them name nothing that could be found in an image."
                : "";
        call.result(answer, "%s statements count in %s.%s", statements, place, unusable);
    }

    private static ImageName on(Call call) {
        ImageName on = ImageName.parse(call.needed(ON));
        if (!on.suffix().isEmpty()) {
            throw new UsageException("--on: expected NS or NS/REPO, without a tag or digest");
        }
        return on;
    }

    private static byte[] read(Call call) {
        String file = call.word("FILE");
        try {
            if (file.equals(STANDARD_INPUT)) {
                return call.surroundings().in().readNBytes(MAX_BYTES);
            }
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                return in.readNBytes(MAX_BYTES);
            }
        } catch (NoSuchFileException absent) {
            throw new UsageException("there is no file " + file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }

    private static Verb remove() {
        return Verb.named("vex-rm", "Let the statements of a VEX document no longer count")
                .parameter("ID", "As `vex-list` shows it.")
                .option(ON, "NS[/REPO]", "Where it counts.")
                .examples("entrepot vex-rm 0123456789abcdef --on web/shop")
                .does(call -> {
                    ImageName on = on(call);
                    ApiClient client = call.client(on);
                    client.send(
                            "DELETE",
                            Target.of(VEX).query("on", on.repository()).query("id", call.word("ID")),
                            Document.empty());
                    call.say("%s no longer counts in %s.", call.word("ID"), on.repository());
                });
    }

    private static Verb list() {
        return Verb.named("vex-list", "List the VEX documents that count in a namespace and its repositories")
                .parameter("NS", "The namespace.")
                .examples("entrepot vex-list web")
                .lists(LISTED, call -> Target.of(VEX).query("namespace", call.word("NS")));
    }

    private static Verb show() {
        return Verb.named("vex-show", "Print a VEX document that counts")
                .parameter("ID", "As `vex-list` shows it.")
                .option(ON, "NS[/REPO]", "Where it counts.")
                .examples("entrepot vex-show 0123456789abcdef --on web/shop > shop.openvex.json")
                .does(call -> {
                    ImageName on = on(call);
                    Target target = Target.of(VEX, "document").query("on", on.repository());
                    call.surroundings()
                            .out()
                            .println(Json.indented(call.client(on).get(target.query("id", call.word("ID"))), ""));
                });
    }

    private static Verb attached() {
        return Verb.named("vex-attached", "List the VEX documents that are attached to an image")
                .parameter(IMAGE, "NS/REPO:TAG or NS/REPO@DIGEST.")
                .notes("Whoever may push can attach one: it is shown beside findings, and counts once it is accepted.")
                .examples("entrepot vex-attached web/shop:v1")
                .answers(call -> {
                    ImageName image = call.image(IMAGE);
                    String reference =
                            image.suffix().isEmpty() ? "latest" : image.suffix().substring(1);
                    Target target = attachedTo(image).query("reference", reference);
                    try (Listing listing = new Listing(call.surroundings().out(), ATTACHED, call.json())) {
                        listing.print(call.client(image).get(target).objects("items"));
                    }
                });
    }

    private static Target attachedTo(ImageName image) {
        return Target.repository(VEX + "/attached", image.repository());
    }

    private static Verb accept() {
        return Verb.named("vex-accept", "Let the statements of an attached VEX document count")
                .parameter(IMAGE, "NS/REPO@DIGEST of the manifest that holds it, as `vex-attached -o json` shows it.")
                .notes(
                        "Takes the right to set policies of the repository (maintainer). What is accepted stays as it was",
                        "then, until `vex-rm`.")
                .examples("entrepot vex-accept web/shop@sha256:0123…")
                .answers(call -> {
                    ImageName manifest = call.image(IMAGE);
                    if (!manifest.suffix().startsWith("@")) {
                        throw new UsageException("\"" + manifest.local() + "\" names no digest: write NS/REPO@DIGEST");
                    }
                    Target target = attachedTo(manifest)
                            .query("digest", manifest.suffix().substring(1));
                    told(call, call.client(manifest).send("POST", target, Document.empty()), manifest.repository());
                });
    }
}
