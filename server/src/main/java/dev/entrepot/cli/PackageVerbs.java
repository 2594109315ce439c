package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;

import dev.entrepot.client.Document;
import dev.entrepot.client.Target;
import java.util.ArrayList;
import java.util.List;

/// `package-search`: which images have a package.
final class PackageVerbs {
    private static final String QUERY = "PACKAGE";
    private static final int IMAGE_WIDTH = 46;
    private static final int PACKAGES_WIDTH = 50;

    private static final Table FOUND = Table.of(
            cell("IMAGE", line -> Words.clippedBefore(line.text("image"), IMAGE_WIDTH)),
            cell("DIGEST", line -> ImageVerbs.shortened(line.text("digest"))),
            cell("PACKAGES", line -> Words.clipped(packages(line), PACKAGES_WIDTH)));

    private PackageVerbs() {}

    static Verb search() {
        return Verb.named("package-search", "List the images that contain a package")
                .parameter(QUERY, "Its name, and behind it <, <=, =, >= or > and a version where only some are meant.")
                .option("--on", "NS[/REPO]", "Only images of this namespace or repository.")
                .option("--limit", "N", "Stop after so many images.")
                .notes(
                        "Versions compare as the ecosystem of each package orders them; deb:openssl means those of Debian alone.",
                        "A name without its group finds all that end with it: log4j-core finds",
                        "org.apache.logging.log4j:log4j-core. Quote the query: < and > mean something else to a shell.")
                .examples(
                        "entrepot package-search 'log4j-core<2.17.1'",
                        "entrepot package-search 'deb:openssl < 3.0.7' --on web",
                        "entrepot package-search npm:@babel/core -o json")
                .answers(call -> {
                    Target target = Target.of("packages", "search")
                            .query("query", call.word(QUERY))
                            .query("on", call.value("--on"));
                    try (Listing listing = new Listing(call.surroundings().out(), FOUND, call.json())) {
                        boolean more = call.client()
                                .pages(target, call.limit(), page -> listing.print(call.json() ? page : lines(page)));
                        if (more) {
                            call.say("There are more than these " + call.limit() + ".");
                        }
                    }
                });
    }

    /// A line for each tag: scripts look for `NS/REPO:TAG` in one word.
    private static List<Document> lines(List<Document> images) {
        List<Document> lines = new ArrayList<>();
        for (Document image : images) {
            List<String> tags = image.texts("tags");
            if (tags.isEmpty()) {
                lines.add(image.with(
                        "image", image.text("repository") + "@" + ImageVerbs.shortened(image.text("digest"))));
            }
            tags.forEach(tag -> lines.add(image.with("image", image.text("repository") + ":" + tag)));
        }
        return lines;
    }

    private static String packages(Document image) {
        return String.join(
                ", ",
                image.objects("packages").stream()
                        .map(found -> Words.clippedBefore(found.text("name"), PACKAGES_WIDTH / 2) + " "
                                + found.text("version"))
                        .toList());
    }
}
