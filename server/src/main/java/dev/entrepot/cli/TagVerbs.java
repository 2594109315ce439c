package dev.entrepot.cli;

import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.util.ArrayList;
import java.util.List;

/// `image-tag`.
final class TagVerbs {
    private static final String PAIRS = "SRC DST";

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

    static String tagged(ImageName image) {
        return image.suffix().isEmpty() ? image.repository() + ":latest" : image.local();
    }
}
