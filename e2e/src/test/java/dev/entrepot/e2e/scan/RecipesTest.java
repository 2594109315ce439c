package dev.entrepot.e2e.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Containers;
import dev.entrepot.e2e.Engines;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Postgres;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import dev.entrepot.e2e.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Images with known content, pushed by real clients: all that is in them is listed, all that is wrong with it is
/// found,
/// and nothing else without a reason.
@Tag("scan")
class RecipesTest {
    private static final String IMAGE = "ns/recipe:1";

    /// The advisories that name what is in the recipes.
    private static final Path ADVISORIES = Path.of("../server/src/test/resources/dev/entrepot/vulnerabilities/exports")
            .toAbsolutePath()
            .normalize();

    @ParameterizedTest
    @EnumSource
    void allThatIsInTheImageIsFoundAndNothingElse(Recipe recipe) {
        try (var scratch = Scratch.make();
                var server = Server.in(scratch.folder().resolve("server")).start()) {
            judge(recipe, scratch, server);
        }
    }

    @Test
    void postgresqlFindsTheSame() {
        try (var scratch = Scratch.make();
                var postgres = Postgres.start();
                var server = Server.in(scratch.folder().resolve("server"))
                        .environment("ENTREPOT_DATABASE_URL", postgres.url())
                        .start()) {
            judge(Recipe.ALMA, scratch, server);
        }
    }

    private static void judge(Recipe recipe, Scratch scratch, Server server) {
        var cli = Cli.of(server, shell(scratch));
        push(recipe, scratch, server);
        cli.run("db", "import", ADVISORIES.toString());

        var scan = cli.json("scan", IMAGE, "-o", "json");
        var bill = cli.json("sbom", IMAGE, "-f", "cyclonedx-json");

        assertThat(missingPackages(recipe, bill)).isEmpty();
        assertThat(missingFindings(recipe, scan)).isEmpty();
        assertThat(unexplained(recipe, scan)).isEmpty();
        assertThat(missingPlaces(recipe, scan)).isEmpty();
        assertThat(server.serverErrors()).isEmpty();
    }

    private static Shell shell(Scratch scratch) {
        return Shell.in(scratch.folder("work"))
                .with("HOME", scratch.folder("home").toString())
                .with("XDG_RUNTIME_DIR", scratch.folder("run").toString())
                .with("DOCKER_CONFIG", scratch.folder("home/.docker").toString())
                .with("REGISTRY_AUTH_FILE", scratch.file("home/auth.json", "{}").toString());
    }

    /// Each recipe by another client.
    private static void push(Recipe recipe, Scratch scratch, Server server) {
        var tar = Layout.tar(scratch, recipe.rootfs(scratch), "rootfs.tar").toString();
        var shell = shell(scratch);
        var image = server.host() + "/" + IMAGE;
        switch (recipe) {
            case DEBIAN, GO -> {
                var podman = Containers.configured(scratch, shell, server.host());
                podman.feed(
                        server.password(), "podman", "login", "-u", server.user(), "--password-stdin", server.host());
                podman.run("podman", "import", tar, image);
                podman.run("podman", "push", image);
            }
            case ALPINE -> {
                var docker = shell.with("DOCKER_HOST", Engines.dockerHost(scratch));
                try (var engine = Engines.docker(scratch, docker)) {
                    assertThat(engine.alive()).isTrue();
                    docker.feed(
                            server.password(),
                            "docker",
                            "login",
                            "-u",
                            server.user(),
                            "--password-stdin",
                            server.host());
                    docker.run("docker", "import", tar, image);
                    docker.run("docker", "push", image);
                }
            }
            case JARS, NPM, PYTHON, ALMA -> {
                shell.feed(
                        server.password(),
                        "crane",
                        "auth",
                        "login",
                        server.host(),
                        "-u",
                        server.user(),
                        "--password-stdin");
                shell.run("crane", "append", "--oci-empty-base", "-f", tar, "-t", image);
            }
        }
    }

    /// Rows of `packages.csv` that the bill of materials does not have, under the package's own name or its source's.
    private static List<String> missingPackages(Recipe recipe, JsonNode bill) {
        var listed = new TreeSet<String>();
        for (var component : bill.path("components")) {
            var group = component.path("group").stringValue("");
            var name = component.path("name").stringValue("");
            var version = component.path("version").stringValue("");
            listed.add(name + " " + version);
            listed.add(group + (recipe == Recipe.JARS ? ":" : "/") + name + " " + version);
            var source = property(component, "entrepot:sourceName");
            var built = property(component, "entrepot:sourceVersion");
            listed.add((source.isEmpty() ? name : source) + " " + (built.isEmpty() ? version : built));
        }
        return recipe.rows("packages.csv").stream()
                .map(row -> row.get(0) + " " + row.get(1))
                .filter(row -> !listed.contains(row))
                .toList();
    }

    private static String property(JsonNode component, String name) {
        return StreamSupport.stream(component.path("properties").spliterator(), false)
                .filter(property -> property.path("name").stringValue("").equals(name))
                .map(property -> property.path("value").stringValue(""))
                .findFirst()
                .orElse("");
    }

    /// Rows of `expected.csv` that no finding is about.
    private static List<String> missingFindings(Recipe recipe, JsonNode scan) {
        var missing = new ArrayList<String>();
        for (var row : recipe.rows("expected.csv")) {
            var names = names(row);
            for (var name : names) {
                boolean found = false;
                for (var finding : scan.path("findings")) {
                    found |= isAbout(finding, row.get(0)) && ids(finding).contains(name);
                }
                if (!found) {
                    missing.add(row + ": " + name);
                }
            }
        }
        return missing;
    }

    private static Set<String> names(List<String> row) {
        var names = new TreeSet<String>(List.of(row.get(2)));
        for (var cve : row.get(3).split(" ", -1)) {
            if (!cve.isEmpty()) {
                names.add(cve);
            }
        }
        return names;
    }

    private static boolean isAbout(JsonNode finding, String name) {
        return finding.path("package").stringValue("").equalsIgnoreCase(name)
                || finding.path("source").stringValue("").equals(name);
    }

    private static Set<String> ids(JsonNode finding) {
        var ids = new TreeSet<String>(List.of(finding.path("id").stringValue("")));
        for (var alias : finding.path("aliases")) {
            ids.add(alias.stringValue(""));
        }
        return ids;
    }

    /// Findings that neither `expected.csv` nor `extra.csv`, which has the reasons, knows of.
    private static List<String> unexplained(Recipe recipe, JsonNode scan) {
        var known = new ArrayList<>(recipe.rows("expected.csv"));
        known.addAll(recipe.rows("extra.csv"));
        var unexplained = new ArrayList<String>();
        for (var finding : scan.path("findings")) {
            var ids = ids(finding);
            if (known.stream()
                    .noneMatch(row ->
                            isAbout(finding, row.get(0)) && names(row).stream().anyMatch(ids::contains))) {
                unexplained.add(finding.toString());
            }
        }
        return unexplained;
    }

    /// Places in which jars are nested and were not found.
    private static Set<String> missingPlaces(Recipe recipe, JsonNode scan) {
        var places = StreamSupport.stream(scan.path("findings").spliterator(), false)
                .map(finding -> finding.path("path").stringValue(""))
                .collect(Collectors.toSet());
        return recipe.places("log4j-core-2.14.1.jar")
                .filter(place -> !places.contains(place))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
