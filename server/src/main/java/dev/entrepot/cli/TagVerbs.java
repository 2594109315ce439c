package dev.entrepot.cli;

import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.util.ArrayList;
import java.util.List;

/// `image-tag` and `tag-restore`.
final class TagVerbs {
    private static final String PAIRS = "SRC DST";

    private static final String PLACE = "NS[/REPO[:TAG]]";
    private static final Table STEPS = Table.of(
            Table.text("IMAGE", "image"),
            Table.text("CHANGE", "change"),
            Table.cell("FROM", step -> ImageVerbs.shortened(step.text("from"))),
            Table.cell("TO", step -> ImageVerbs.shortened(step.text("to"))),
            Table.cell("WHY", step -> step.flag("fromTrash") ? "from the trash" : step.text("why")));

    private TagVerbs() {}

    static Verb move() {
        return Verb.named("image-tag", "Give an image a further tag, in its repository or in another one")
                .several(
                        PAIRS,
                        "The image, NS/REPO[:TAG|@DIGEST], and the tag that is to point to it; further such pairs.")
                .repeated("--if-digest", "DIGEST|none", "Only if the tag points there until now, or is not there.")
                .flag("--without-signatures", "Leave signatures and other referrers behind.")
                .notes(
                        "No bytes are moved. All pairs take effect at once, or none; --if-digest is for each pair in turn.",
                        "To another repository an index takes its images along. A tag that is not said is `latest`.")
                .examples(
                        "entrepot image-tag web/shop:build-17 web/shop:v1.4",
                        "entrepot image-tag build/shop:v1.4 live/shop:v1.4 build/db:v9 live/db:v9",
                        "entrepot image-tag web/shop:v2 web/shop:stable --if-digest sha256:4f5e…")
                .answers(TagVerbs::move);
    }

    private static void move(Call call) throws InterruptedException {
        List<ImageName> images =
                call.words(PAIRS).stream().map(ImageName::parse).toList();
        List<String> expected = call.values("--if-digest");
        if (images.size() % 2 != 0) {
            throw new UsageException("images and tags come in pairs: SRC DST [SRC DST …]");
        }
        if (!expected.isEmpty() && expected.size() != images.size() / 2) {
            throw new UsageException("say --if-digest once for each pair, or not at all");
        }
        List<Object> moves = new ArrayList<>();
        for (int i = 0; i < images.size(); i += 2) {
            ImageName target = images.get(i + 1);
            if (!target.host().isEmpty()
                    && !target.host().equals(images.getFirst().host())) {
                throw new UsageException("all images must be of one server");
            }
            moves.add(Document.empty()
                    .with("source", tagged(images.get(i)))
                    .with("target", tagged(target))
                    .withText("ifDigest", expected.isEmpty() ? "" : expected.get(i / 2))
                    .members());
        }
        Document body = Document.empty().with("moves", moves);
        Document answer = call.client(images.getFirst())
                .send(
                        "POST",
                        Target.of("tags"),
                        call.has("--without-signatures") ? body.with("signatures", false) : body);
        if (call.json()) {
            call.show(answer);
            return;
        }
        for (Document moved : answer.objects("items")) {
            call.say(
                    "%s points to %s%s%s.",
                    moved.text("target"),
                    moved.text("digest"),
                    moved.has("previous") ? ", before to " + moved.text("previous") : "",
                    moved.texts("kept").isEmpty() ? "" : "; left alone: " + String.join(", ", moved.texts("kept")));
        }
    }

    static Verb restore() {
        return Verb.named("tag-restore", "Take tags back to where they pointed at a time")
                .parameter(PLACE, "One tag, all of a repository, or all of a namespace.")
                .option("--at", "TIME", "2026-11-01T12:00Z, 2026-11-01, or 7d for so long ago.")
                .flag("--exact", "Tags that were made since go; otherwise they stay.")
                .flag("-n,--dry-run", "Only tell what would change.")
                .option(
                        "--if-plan",
                        "PLAN",
                        "Only if the plan is still the one of that name, from a dry run's -o json.")
                .notes(
                        "All of it happens, or nothing when a tag moved meanwhile; what cannot be is told with its reason.",
                        "Ends with 4 when there was such a tag.")
                .examples(
                        "entrepot tag-restore web/shop:latest --at 1h",
                        "entrepot tag-restore web --at 2026-11-01T12:00Z --dry-run",
                        "entrepot tag-restore web --at 2026-11-01T12:00Z")
                .judges(TagVerbs::restore);
    }

    private static int restore(Call call) throws InterruptedException {
        call.needed("--at");
        ImageName place = call.image(PLACE);
        Document body = Document.empty()
                .with("on", place.local())
                .with("at", ImageVerbs.moment(call))
                .withText("ifPlan", call.value("--if-plan"));
        body = call.has("--exact") ? body.with("exact", true) : body;
        body = call.has("--dry-run") ? body.with("dryRun", true) : body;
        Document answer = call.client(place).send("POST", Target.of("rewinds"), body);
        List<Document> steps = answer.objects("steps");
        if (call.json()) {
            call.show(answer);
        } else {
            try (Listing listing = new Listing(call.surroundings().out(), STEPS, false)) {
                listing.print(steps);
            }
            answer.texts("deleted")
                    .forEach(name ->
                            call.say("%s lies in the trash; restore it first: entrepot image-restore %s", name, name));
            call.say(
                    "%d tags %s, %s stay.",
                    steps.stream().filter(TagVerbs::changes).count(),
                    answer.flag("done") ? "changed" : "would change",
                    answer.text("stay"));
        }
        return steps.stream().allMatch(TagVerbs::changes) ? ExitCode.DONE : ExitCode.NOT_AS_IT_MUST_BE;
    }

    private static boolean changes(Document step) {
        return !step.text("change").equals("cannot");
    }

    static String tagged(ImageName image) {
        return image.suffix().isEmpty() ? image.repository() + ":latest" : image.local();
    }
}
