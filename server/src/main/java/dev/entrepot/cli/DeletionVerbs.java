package dev.entrepot.cli;

import dev.entrepot.client.ApiClient;
import dev.entrepot.client.ApiException;
import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `image-rm`, `image-untag`, `image-prune-untagged`: what takes images and tags away, into the trash.
final class DeletionVerbs {
    private static final String IMAGE = "IMAGE";
    private static final String ALL_TAGS = "--all-tags";
    private static final String DRY_RUN = "--dry-run";
    private static final String IF_MATCH = "--if-match";

    private DeletionVerbs() {}

    static List<Verb> all() {
        return List.of(remove(), untag(), prune());
    }

    private static Verb remove() {
        return Verb.named("image-rm", "Delete images: a tag, and the image when that was all that held it")
                .several(IMAGE, "NS/REPO:TAG; or NS/REPO@DIGEST, the image with all its tags.")
                .flag("-a," + ALL_TAGS, "The image that the tag points to, with all its tags.")
                .flag("-n," + DRY_RUN, "Only tell what would go, and how many bytes come back.")
                .option(IF_MATCH, "DIGEST", "Only if the tag still points to this digest.")
                .flag("-f,--force", "Without effect: no verb asks. For scripts written for other programs.")
                .notes(
                        "What goes lies in the trash, with what hangs on it: the images of an index, signatures, SBOMs.",
                        "`entrepot trash-list NS` shows it, `entrepot image-restore IMAGE` brings it back.")
                .examples(
                        "entrepot image-rm web/shop:v1",
                        "entrepot image-rm --all-tags --dry-run web/shop:v1",
                        "entrepot cr image-rm web/shop:v1 web/shop:v2 -o json")
                .judges(call -> each(call, call.has(DRY_RUN) ? DeletionVerbs::forecast : DeletionVerbs::remove));
    }

    private static Document remove(Call call, ImageName image) throws InterruptedException {
        Target target = target("images", image).query("allTags", call.has(ALL_TAGS) ? "true" : "");
        Document deleted = call.client(image).send("DELETE", target, Document.empty(), ifMatch(call));
        if (!call.json()) {
            call.say(TrashWords.deleted(deleted));
        }
        return deleted;
    }

    private static Document forecast(Call call, ImageName image) throws InterruptedException {
        Target target = target("forecasts", image).query("allTags", call.has(ALL_TAGS) ? "true" : "");
        Document forecast = call.client(image).get(target);
        if (!call.json()) {
            TrashWords.show(call, forecast);
        }
        return forecast;
    }

    private static Verb untag() {
        return Verb.named("image-untag", "Remove tags; the images stay")
                .several(IMAGE, "NS/REPO:TAG.")
                .option(IF_MATCH, "DIGEST", "Only if the tag still points to this digest.")
                .notes("`entrepot image-restore NS/REPO:TAG` sets the tag again.")
                .examples("entrepot image-untag web/shop:latest", "entrepot image-untag web/shop:v1 web/shop:v2")
                .judges(call -> each(call, DeletionVerbs::untag));
    }

    private static Document untag(Call call, ImageName image) throws InterruptedException {
        if (!image.suffix().startsWith(":")) {
            throw new UsageException("\"" + image.local() + "\" names no tag; write NS/REPO:TAG");
        }
        Target target = target("images", image).query("untag", "true");
        Document deleted = call.client(image).send("DELETE", target, Document.empty(), ifMatch(call));
        if (!call.json()) {
            call.say(TrashWords.deleted(deleted));
        }
        return deleted;
    }

    private static Map<String, String> ifMatch(Call call) {
        String digest = call.value(IF_MATCH);
        return digest.isEmpty() ? Map.of() : Map.of("If-Match", "\"" + digest + "\"");
    }

    /// What is done with one of several images. Tells people; returns what programs get.
    @FunctionalInterface
    private interface Deed {
        Document on(Call call, ImageName image) throws InterruptedException;
    }

    /// One after the other; what fails is told, and does not stop the others. Ends with the first failure's code.
    private static int each(Call call, Deed deed) throws InterruptedException {
        List<ImageName> images =
                call.words(IMAGE).stream().map(DeletionVerbs::whole).toList();
        List<Document> answers = new ArrayList<>();
        int status = ExitCode.DONE;
        for (ImageName image : images) {
            try {
                answers.add(deed.on(call, image));
            } catch (ApiException refused) {
                call.surroundings().out().flush();
                int failed = Failures.told(refused, call.surroundings().err());
                status = status == ExitCode.DONE ? failed : status;
            }
        }
        if (call.json()) {
            print(call, images.size(), answers);
        }
        return status;
    }

    /// One document for one image, an array for several.
    private static void print(Call call, int asked, List<Document> answers) {
        if (asked == 1) {
            answers.forEach(call::show);
            return;
        }
        try (Listing listing = new Listing(call.surroundings().out(), TrashWords.PRUNED, true)) {
            listing.print(answers);
        }
    }

    private static ImageName whole(String text) {
        ImageName image = ImageName.parse(text);
        if (image.suffix().isEmpty()) {
            throw new UsageException("\"" + text + "\" names no tag and no digest; write NS/REPO:TAG or NS/REPO@DIGEST"
                    + " (`entrepot repository-rm` deletes whole repositories)");
        }
        return image;
    }

    private static Target target(String first, ImageName image) {
        return Target.repository(first, image.repository())
                .query("reference", image.suffix().substring(1));
    }

    private static Verb prune() {
        return Verb.named("image-prune-untagged", "Delete the images that no tag, index or other image holds")
                .parameter("NS[/REPO]", "The namespace, or one repository of it.")
                .flag("-n," + DRY_RUN, "Only tell what would go.")
                .flag("-f,--force", "Without effect: no verb asks. For scripts written for other programs.")
                .notes(
                        "Signatures and the like stay with what they belong to; locked images stay.",
                        "What goes lies in the trash: `entrepot trash-list NS`.")
                .examples(
                        "entrepot image-prune-untagged web --dry-run",
                        "entrepot cr image-prune-untagged web/shop -o json")
                .answers(DeletionVerbs::prune);
    }

    /// The server does so many at a time and says where it stopped.
    private static void prune(Call call) throws InterruptedException {
        ImageName place = call.image("NS[/REPO]");
        ApiClient client = call.client(place);
        boolean dryRun = call.has(DRY_RUN);
        long images = 0;
        long bytes = 0;
        try (Listing listing = new Listing(call.surroundings().out(), TrashWords.PRUNED, call.json())) {
            String after = "";
            do {
                Document body = Document.empty()
                        .with("on", place.repository())
                        .with("dryRun", dryRun)
                        .withText("after", after);
                Document answer = client.send("POST", Target.of("prunes"), body);
                List<Document> items = answer.objects("items");
                listing.print(items);
                images += items.size();
                bytes += items.stream().mapToLong(item -> item.number("bytes")).sum();
                after = answer.text("next");
            } while (!after.isEmpty());
        }
        if (!call.json()) {
            call.say("Untagged images %s: %d, of %s.", dryRun ? "that would go" : "deleted", images, Words.size(bytes));
        }
    }
}
