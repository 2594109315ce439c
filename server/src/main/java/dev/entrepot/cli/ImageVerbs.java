package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.size;
import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.util.ArrayList;
import java.util.List;

/// `image-list`, `image-digests`, `image-inspect` and `tag-history`: what is, and what was.
final class ImageVerbs {
    private static final String PLACE = "NS[/REPO]";
    private static final String IMAGE = "IMAGE";

    /// Of a digest: enough to be copied into another command.
    private static final int SHOWN_HEX = 12;

    private static final Table TAGS = Table.of(
            text("IMAGE", "image"),
            cell("DIGEST", image -> shortened(image.text("digest"))),
            time("PUSHED", "pushedAt"),
            size("SIZE", "sizeBytes"));
    private static final Table TAGS_THEN = TAGS.plus(text("WHERE", "where"), time("TAGGED", "movedAt"));
    private static final Table.Column SCAN = cell("VULNERABILITIES", image -> scanned(image.object("scan")));
    private static final Table MANIFESTS = Table.of(
            text("IMAGE", "image"),
            text("TAGS", "tags"),
            time("PUSHED", "pushedAt"),
            size("SIZE", "sizeBytes"),
            cell("TYPE", manifest -> type(manifest)));
    private static final Table MOVES = Table.of(
            cell("WHEN", move -> move.text("at")),
            text("WHO", "by"),
            cell("FROM", move -> shortened(move.text("from"))),
            cell("TO", move -> shortened(move.text("to"))));

    private ImageVerbs() {}

    static List<Verb> all() {
        return List.of(list(), digests(), inspect());
    }

    private static Verb list() {
        return Verb.named("image-list", "List images by their tags")
                .optional(PLACE, "Only those of this namespace or repository.")
                .option("--at", "TIME", "As they were then: 2026-11-01T12:00Z, 2026-11-01, or 7d for so long ago.")
                .flag("--va", "What is wrong with each: how many findings are critical (C), high (H), and so on.")
                .option("--limit", "N", "Stop after so many.")
                .notes(
                        "With --at, WHERE tells whether the image is still here, to be pulled by its digest; in the trash,",
                        "to be restored; or gone for good. Repositories have the names of now. With --va an image for several",
                        "platforms shows the worst of them; SCANNING: not read yet; PART: not read whole; UNREADABLE: not at all.")
                .examples(
                        "entrepot image-list",
                        "entrepot image-list web --va",
                        "entrepot image-list web/shop -o json",
                        "entrepot image-list web --at 2026-11-01T12:00Z")
                .answers(call -> {
                    String at = moment(call);
                    if (!at.isEmpty() && call.word(PLACE).isEmpty()) {
                        throw new UsageException("--at goes with a namespace or a repository");
                    }
                    if (call.has("--va") && !at.isEmpty()) {
                        throw new UsageException("--va tells of images as they are now; leave --at out");
                    }
                    Table table = at.isEmpty() ? TAGS : TAGS_THEN;
                    list(
                            call,
                            call.has("--va") ? table.plus(SCAN) : table,
                            Target.of("images").query("scan", call.has("--va") ? "true" : ""),
                            at);
                });
    }

    /// The worst word first, so that it is found by looking down the column.
    private static String scanned(Document scan) {
        String counts = Severities.brief(scan.object("counts"));
        return switch (scan.text("state")) {
            case "read" -> counts.isEmpty() ? "NONE" : scan.text("worst") + " " + counts;
            case "part" -> ("PART " + scan.text("worst") + " " + counts).strip();
            case ScanWait.PENDING -> "SCANNING";
            case ScanWait.UNREADABLE -> "UNREADABLE";
            default -> "-";
        };
    }

    /// The time that `--at` says.
    static String moment(Call call) {
        String at = call.value("--at");
        // Minutes are as good as seconds.
        String whole = at.matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}Z") ? at.replace("Z", ":00Z") : at;
        return Words.moment("--at", whole, call.surroundings().time().instant());
    }

    private static void list(Call call, Table table, Target target, String at) throws InterruptedException {
        if (call.word(PLACE).isEmpty()) {
            call.list(table, target);
            return;
        }
        ImageName place = call.image(PLACE);
        call.list(
                call.client(place),
                table,
                target.query("on", place.repository()).query("at", at));
    }

    private static Verb digests() {
        return Verb.named("image-digests", "List images by their digests, with tags or without")
                .optional(PLACE, "Only those of this namespace or repository.")
                .option("--limit", "N", "Stop after so many.")
                .examples("entrepot image-digests web/shop", "entrepot image-digests web -o json")
                .answers(call -> list(call, MANIFESTS, Target.of("digests"), ""));
    }

    private static Verb inspect() {
        return Verb.named("image-inspect", "Show an image: manifest, config, platforms, size, tags, referrers")
                .parameter(IMAGE, "NS/REPO[:TAG|@DIGEST].")
                .examples("entrepot image-inspect web/shop:v1", "entrepot image-inspect web/shop:v1 -o json")
                .answers(call -> {
                    ImageName image = call.image(IMAGE);
                    Document answer = call.client(image)
                            .get(Target.repository("images", image.repository()).query("reference", reference(image)));
                    call.show(
                            call.json() ? answer : forPeople(answer),
                            "image",
                            "type=mediaType",
                            "artifact type=artifactType",
                            "refers to=subject",
                            "tags",
                            "platforms",
                            "size=size:sizeBytes",
                            "pushed=time:pushedAt",
                            "by=pushedBy",
                            "layers",
                            "images",
                            "referrers",
                            "labels",
                            "command");
                });
    }

    private static Document forPeople(Document answer) {
        Document manifest = answer.object("manifest");
        Document config = answer.object("config");
        List<String> platforms = new ArrayList<>();
        List<String> images = new ArrayList<>();
        for (Document child : manifest.objects("manifests")) {
            String platform = platform(child.object("platform"));
            platforms.add(platform);
            images.add(child.text("digest") + " " + platform);
        }
        if (!platform(config).isEmpty()) {
            platforms.add(platform(config));
        }
        platforms.removeIf(platform -> platform.isEmpty() || platform.equals("unknown/unknown"));
        List<String> referrers = new ArrayList<>();
        answer.objects("referrers").forEach(referrer -> referrers.add(referrer.text("image") + " " + type(referrer)));
        List<String> labels = new ArrayList<>();
        config.object("config").object("Labels").members().forEach((name, value) -> labels.add(name + "=" + value));
        List<String> layers = new ArrayList<>();
        manifest.objects("layers")
                .forEach(layer -> layers.add(layer.text("digest") + " " + Words.size(layer.number("size"))));
        return answer.with("platforms", String.join(", ", platforms))
                .with("images", String.join("\n", images))
                .with("layers", String.join("\n", layers))
                .with("referrers", String.join("\n", referrers))
                .with("labels", String.join("\n", labels))
                .with(
                        "command",
                        String.join(" ", config.object("config").texts("Entrypoint")) + " "
                                + String.join(" ", config.object("config").texts("Cmd")));
    }

    private static String platform(Document of) {
        return of.has("os") ? of.text("os") + "/" + of.text("architecture") + suffix(of.text("variant")) : "";
    }

    private static String suffix(String variant) {
        return variant.isEmpty() ? "" : "/" + variant;
    }

    static Verb history() {
        return Verb.named("tag-history", "Show every move of a tag, the newest first")
                .parameter(IMAGE, "NS/REPO[:TAG].")
                .option("--limit", "N", "Stop after so many.")
                .examples("entrepot tag-history web/shop:latest", "entrepot tag-history web/shop:v1 -o json")
                .answers(call -> {
                    ImageName image = call.image(IMAGE);
                    String tag = reference(image);
                    if (tag.indexOf(':') >= 0) {
                        throw new UsageException("a digest never moves; write NS/REPO:TAG");
                    }
                    call.list(
                            call.client(image),
                            MOVES,
                            Target.repository("history", image.repository()).query("tag", tag));
                });
    }

    /// `latest` when none is said.
    private static String reference(ImageName image) {
        return image.suffix().isEmpty() ? "latest" : image.suffix().substring(1);
    }

    /// `sha256:` and the first of its digits; `-` for none.
    static String shortened(String digest) {
        int colon = digest.indexOf(':');
        return digest.isEmpty() ? "-" : digest.substring(0, Math.min(digest.length(), colon + 1 + SHOWN_HEX));
    }

    private static String type(Document manifest) {
        String type =
                manifest.text("artifactType").isEmpty() ? manifest.text("mediaType") : manifest.text("artifactType");
        return type.contains("index") || type.contains("manifest.list")
                ? "index"
                : type.contains("image.config") || type.contains("container.image") || type.contains("manifest.v2")
                        ? "image"
                        : type;
    }
}
