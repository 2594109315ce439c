package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.util.List;

/// `image-lock`, `image-unlock`, `image-locks`.
final class LockVerbs {
    private static final String IMAGE = "IMAGE";
    private static final String REASON = "--reason";

    private LockVerbs() {}

    static List<Verb> all() {
        return List.of(lock(), unlock(), list());
    }

    private static Verb lock() {
        return Verb.named("image-lock", "Keep an image: nobody deletes or retires it until it is unlocked")
                .parameter(IMAGE, "NS/REPO:TAG or NS/REPO@DIGEST; the digest is locked, not the tag.")
                .option(REASON, "TEXT", "Why, for whoever is refused.")
                .notes("Its tags may still move.")
                .examples(
                        "entrepot image-lock web/shop:v1 --reason 'in production until March'",
                        "entrepot image-lock web/shop@sha256:0123… --reason audit")
                .answers(call -> {
                    ImageName image = call.image(IMAGE);
                    Document lock = call.client(image)
                            .send("PUT", target(image), Document.empty().with("reason", call.needed(REASON)));
                    call.result(lock, "%s is locked: %s.", local(lock), lock.text("reason"));
                });
    }

    private static Verb unlock() {
        return Verb.named("image-unlock", "Lift the lock of an image")
                .parameter(IMAGE, "NS/REPO:TAG or NS/REPO@DIGEST.")
                .examples("entrepot image-unlock web/shop:v1")
                .does(call -> {
                    ImageName image = call.image(IMAGE);
                    call.client(image).send("DELETE", target(image), Document.empty());
                    call.say("%s is no longer locked.", image.local());
                });
    }

    private static Verb list() {
        return Verb.named("image-locks", "List the locked images of a repository")
                .parameter("NS/REPO", "The repository.")
                .option("--limit", "N", "Stop after so many.")
                .examples("entrepot image-locks web/shop")
                .answers(call -> {
                    ImageName repository = call.image("NS/REPO");
                    Table table = Table.of(
                            cell("IMAGE", LockVerbs::local),
                            time("LOCKED", "lockedAt"),
                            text("BY", "lockedBy"),
                            text("REASON", "reason"));
                    call.list(call.client(repository), table, Target.repository("locks", repository.repository()));
                });
    }

    private static String local(Document lock) {
        return lock.text("repository") + "@" + lock.text("digest");
    }

    private static Target target(ImageName image) {
        if (image.suffix().isEmpty()) {
            throw new UsageException(
                    "\"" + image.local() + "\" names no tag and no digest; write NS/REPO:TAG or NS/REPO@DIGEST");
        }
        return Target.repository("locks", image.repository())
                .query("reference", image.suffix().substring(1));
    }
}
