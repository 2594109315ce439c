package dev.entrepot.cli;

import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.ApiClient;
import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `deployment-…`.
final class DeploymentVerbs {
    private static final String DEPLOYMENTS = "deployments";
    private static final String STANDARD_INPUT = "-";
    private static final int MAX_INPUT_BYTES = 4 * 1024 * 1024;
    private static final Table RUNNING = Table.of(
            text("IMAGE", "image"), text("REPORTED AS", "name"), text("BY", "by"), time("KEPT UNTIL", "expiresAt"));

    private DeploymentVerbs() {}

    static List<Verb> all() {
        return List.of(set(), list(), remove());
    }

    private static Verb set() {
        return Verb.named("deployment-set", "Report which images run somewhere, so that retention keeps them")
                .parameter("NAME", "Where they run, such as production. Replaces what you reported as that before.")
                .option("--expires", "TIME", "How long they are kept unless reported again. Default: 1d")
                .several("IMAGE", "NS/REPO@DIGEST; - for one in each line of standard input.")
                .notes(
                        "From standard input, images of other registries are passed over, and so is what names no digest.",
                        "It takes the right to pull each, so a robot can do it.")
                .examples(
                        "entrepot deployment-set production web/shop@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                        "kubectl get pods -A -o jsonpath='{range .items[*].status.containerStatuses[*]}{.imageID}{\"\\n\"}{end}' |",
                        "    entrepot deployment-set production --expires 2d -")
                .answers(call -> {
                    ApiClient client = call.client();
                    List<String> images = new ArrayList<>();
                    for (String word : call.words("IMAGE")) {
                        if (word.equals(STANDARD_INPUT)) {
                            images.addAll(read(call, client.server().host()));
                        } else {
                            images.add(ImageName.parse(word).local());
                        }
                    }
                    Document body =
                            Document.empty().with("images", images).withText("expires", call.value("--expires"));
                    call.result(
                            client.send("PUT", Target.of(DEPLOYMENTS, call.word("NAME")), body),
                            "%s images are kept as deployed in %s.",
                            images.size(),
                            call.word("NAME"));
                });
    }

    /// What this server holds of the images in the lines.
    private static List<String> read(Call call, String host) {
        try {
            String text = new String(call.surroundings().in().readNBytes(MAX_INPUT_BYTES), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.strip().replaceFirst("^[a-z-]+://", ""))
                    .filter(line -> line.startsWith(host + "/") && line.indexOf('@') > 0)
                    .map(line -> ImageName.parse(line).local())
                    .distinct()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read standard input", unreadable);
        }
    }

    private static Verb list() {
        return Verb.named("deployment-list", "List what is reported to run of a namespace's images")
                .parameter("NS", "The namespace.")
                .examples("entrepot deployment-list web")
                .lists(RUNNING, call -> Target.of(DEPLOYMENTS).query("namespace", call.word("NS")));
    }

    private static Verb remove() {
        return Verb.named("deployment-rm", "Take a report of running images back")
                .parameter("NAME", "As it was reported.")
                .option("--on", "NS", "As maintainer: of this namespace's images, whoever reported them.")
                .examples("entrepot deployment-rm production", "entrepot deployment-rm production --on web")
                .does(call -> {
                    call.send(
                            "DELETE",
                            Target.of(DEPLOYMENTS, call.word("NAME")).query("namespace", call.value("--on")),
                            Document.empty());
                    call.say("%s is taken back.", call.word("NAME"));
                });
    }
}
