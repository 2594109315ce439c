package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;

import dev.entrepot.client.Target;
import java.util.List;

/// `package-search`: which images have a package.
final class PackageVerbs {
    private static final String QUERY = "PACKAGE[<VERSION]";
    private static final int IMAGE_WIDTH = 46;
    private static final int NAME_WIDTH = 34;

    private static final Table FOUND = Table.of(
            cell("IMAGE", found -> Words.clippedBefore(found.text("image"), IMAGE_WIDTH)),
            text("TYPE", "type"),
            cell("PACKAGE", found -> Words.clippedBefore(found.text("package"), NAME_WIDTH)),
            cell("VERSION", found -> Words.clipped(found.text("version"), NAME_WIDTH)));

    private PackageVerbs() {}

    static Verb search() {
        return Verb.named("package-search", "List the images that contain a package")
                .parameter(QUERY, "Its name, and which versions: <, <=, =, >= or > and a version; several with commas.")
                .option("--on", "NS[/REPO]", "Only images of this namespace or repository.")
                .oneOf(
                        "--type",
                        List.of("deb", "apk", "rpm", "maven", "npm", "pypi", "golang", "cargo", "gem", "composer", "nuget"),
                        "Only packages of this kind.")
                .notes(
                        "Versions compare as the ecosystem of each package orders them. A source package's name finds the",
                        "packages that were built from it; log4j-core finds org.apache.logging.log4j:log4j-core.",
                        "Quote it, for the shell: < and > mean something else there.")
                .examples(
                        "entrepot package-search 'log4j-core<2.17'",
                        "entrepot package-search 'openssl>=3.0.0,<3.0.7' --type deb",
                        "entrepot package-search xz-utils --on web -o json")
                .lists(
                        FOUND,
                        call -> Target.of("packages", "search")
                                .query("query", call.word(QUERY))
                                .query("on", call.value("--on"))
                                .query("type", call.value("--type")));
    }
}
