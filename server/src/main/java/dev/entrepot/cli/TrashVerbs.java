package dev.entrepot.cli;

import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.util.List;

/// `trash-list`, `trash-rm`, `image-restore`.
final class TrashVerbs {
    private static final String PLACE = "NS[/REPO]";

    private TrashVerbs() {}

    static List<Verb> all() {
        return List.of(list(), remove());
    }

    private static Verb list() {
        return Verb.named("trash-list", "List what is deleted and can be restored")
                .parameter(PLACE, "The namespace, or one repository of it.")
                .option("--limit", "N", "Stop after so many deletions.")
                .notes(
                        "A line for each tag, and for each image that was deleted without one. SIZE is that of the",
                        "image and of all that went with it, whether anything else holds a part of it or not.")
                .examples("entrepot trash-list web", "entrepot trash-list web/shop -o json")
                .answers(call -> {
                    ImageName place = call.image(PLACE);
                    Target target = Target.of("trash").query("on", place.repository());
                    try (Listing listing = new Listing(call.surroundings().out(), TrashWords.TRASH, call.json())) {
                        boolean[] any = {false};
                        boolean more = call.client(place).pages(target, call.limit(), items -> {
                            any[0] |= !items.isEmpty();
                            listing.print(call.json() ? items : TrashWords.lines(items));
                        });
                        if (more) {
                            call.say("There are more than these " + call.limit() + ".");
                        }
                        if (!any[0] && !call.json()) {
                            call.say("In the trash of %s is nothing that you could restore.", place.repository());
                        }
                    }
                });
    }

    private static Verb remove() {
        return Verb.named("trash-rm", "Empty the trash early, for good")
                .parameter("IMAGE|NS", "NS/REPO@DIGEST, NS/REPO:TAG, NS/REPO, or a whole namespace's trash.")
                .flag("-f,--force", "Without effect: no verb asks. For scripts written for other programs.")
                .notes("Only owners may. What is emptied cannot be brought back.")
                .examples("entrepot trash-rm web/shop@sha256:0123…", "entrepot trash-rm web")
                .answers(call -> {
                    ImageName image = call.image("IMAGE|NS");
                    Document emptied = call.client(image)
                            .send("DELETE", Target.of("trash").query("image", image.local()), Document.empty());
                    call.result(
                            emptied,
                            "%s gone for good. Collection takes what only that held, once pushes under way are over.",
                            TrashWords.counted(emptied.number("deletions"), "deletion"));
                });
    }

    /// The verb of the family `image`.
    static Verb restore() {
        return Verb.named("image-restore", "Bring back from the trash: a tag, an image, a repository or a namespace")
                .parameter("IMAGE", "NS/REPO:TAG, NS/REPO@DIGEST, NS/REPO, or NS.")
                .notes(
                        "With all that went with it. What has the name by now stays: such tags are told, and the exit",
                        "code is 1. NS/REPO stands for the repository as it was deleted, NS for the namespace.")
                .examples("entrepot image-restore web/shop:v1", "entrepot cr image-restore web/shop@sha256:0123…")
                .judges(call -> {
                    ImageName image = call.image("IMAGE");
                    Document restored = call.client(image)
                            .send(
                                    "POST",
                                    Target.of("restores"),
                                    Document.empty().with("image", image.local()));
                    if (call.json()) {
                        call.show(restored);
                    } else {
                        TrashWords.restored(restored).forEach(call::say);
                    }
                    return restored.objects("taken").isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
                });
    }
}
