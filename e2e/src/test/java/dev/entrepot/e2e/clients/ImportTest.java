package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Daemon;
import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import dev.entrepot.e2e.Shell;
import dev.entrepot.e2e.Stored;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Folders that real clients filled, through another registry or by themselves, are imported, and every image comes
/// back
/// with the same digests.
@Tag("clients")
class ImportTest {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /// Another registry over a folder of its own: CNCF distribution 3, or Debian's 2.8.
    private record Other(Daemon daemon, String host, Path folder) implements AutoCloseable {
        static Other start(String program, Scratch scratch) {
            var host = "127.0.0.1:" + Server.freePort();
            var folder = scratch.folder("registry");
            var config = scratch.file("registry.yml", """
                    version: 0.1
                    storage:
                      filesystem:
                        rootdirectory: %s
                      delete:
                        enabled: true
                    http:
                      addr: %s
                    """.formatted(folder, host));
            var daemon = Daemon.start(
                    Shell.in(scratch.folder()),
                    scratch.folder().resolve("registry.log"),
                    List.of(program, "serve", config.toString()));
            var other = new Other(daemon, host, folder);
            daemon.await(other::answers, START_LIMIT);
            return other;
        }

        private boolean answers() {
            try (var client = HttpClient.newHttpClient()) {
                var request = HttpRequest.newBuilder(URI.create("http://" + host + "/v2/"))
                        .build();
                return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }

        @Override
        public void close() {
            daemon.close();
        }
    }

    private static Shell shell(Scratch scratch) {
        scratch.file("home/auth.json", "{}");
        return Shell.in(scratch.folder("work"))
                .with("HOME", scratch.folder("home").toString())
                .with(
                        "REGISTRY_AUTH_FILE",
                        scratch.folder("home").resolve("auth.json").toString())
                .with("DOCKER_CONFIG", scratch.folder("home/.docker").toString());
    }

    /// Pushes with each client what it is good at; returns digests by `repository:tag`.
    private static Map<String, String> fill(Shell shell, Scratch scratch, Other other) {
        var at = other.host() + "/";
        var one = Layout.image(scratch, "one", "one");
        shell.run("crane", "push", one.folder().toString(), at + "alpine:1");
        shell.run("crane", "tag", at + "alpine:1", "latest");
        shell.run("crane", "mutate", at + "alpine:1", "--label", "a=b", "-t", at + "team/deep/name:mutated");
        var index = Layout.index(scratch, "index", "amd", "arm");
        shell.run(
                "skopeo",
                "copy",
                "--all",
                "--dest-tls-verify=false",
                "oci:" + index.folder() + ":1",
                "docker://" + at + "team/multi:1.0");
        shell.run(
                "skopeo",
                "copy",
                "--format=v2s2",
                "--dest-tls-verify=false",
                "oci:" + one.folder() + ":1",
                "docker://" + at + "team/docker:schema2");
        scratch.file("work/chart.tgz", "a chart");
        scratch.file("work/sbom.json", "{}");
        var artifact = at + "charts/app:1.2.3";
        shell.run(
                "oras",
                "push",
                "--plain-http",
                "--artifact-type",
                "application/vnd.cncf.helm.config.v1+json",
                artifact,
                "chart.tgz:application/vnd.cncf.helm.chart.content.v1.tar+gzip");
        shell.run("oras", "attach", "--plain-http", "--artifact-type", "application/vnd.sbom", artifact, "sbom.json");
        shell.run(
                "oras",
                "attach",
                "--plain-http",
                "--artifact-type",
                "application/vnd.sbom",
                at + "alpine:1",
                "sbom.json");
        // Deleted there, so it must not come along.
        shell.run(
                "crane", "push", Layout.small(scratch, "gone", "gone").folder().toString(), at + "team/gone:1");
        var gone = shell.run("crane", "digest", at + "team/gone:1").strip();
        shell.run("crane", "delete", at + "team/gone@" + gone);
        return digests(shell, other.host());
    }

    private static Map<String, String> digests(Shell shell, String host) {
        Map<String, String> digests = new TreeMap<>();
        for (String repository : shell.run("crane", "catalog", host).lines().toList()) {
            var tags = shell.attempt("", "crane", "ls", host + "/" + repository);
            for (String tag : tags.status() == 0 ? tags.output().lines().toList() : List.<String>of()) {
                var image = repository + ":" + tag;
                digests.put(
                        image, shell.run("crane", "digest", host + "/" + image).strip());
            }
        }
        return digests;
    }

    private static JsonNode imports(Shell shell, Server server, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Launch.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Launch.jar().toString(),
                "import"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-o", "json"));
        var outcome = shell.with("ENTREPOT_URL", server.url())
                .with("ENTREPOT_USER", server.user())
                .with("ENTREPOT_PASSWORD", server.password())
                .attempt("", command.toArray(String[]::new));
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        return JsonMapper.shared().readTree(outcome.output());
    }

    private static void pulls(Shell shell, Server server, String image, String digest) {
        var colon = image.lastIndexOf(':');
        assertThat(Stored.read(server, image.substring(0, colon), image.substring(colon + 1))
                        .digest())
                .as(image)
                .isEqualTo(digest);
        assertThat(shell.run("crane", "digest", server.host() + "/" + image).strip())
                .as(image)
                .isEqualTo(digest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry", "docker-registry"})
    void whatClientsPushedToDistributionIsPulledWithTheSameDigests(String program) {
        try (var scratch = Scratch.make()) {
            var shell = shell(scratch);
            Map<String, String> digests;
            Path folder;
            try (var other = Other.start(program, scratch)) {
                digests = fill(shell, scratch, other);
                folder = other.folder();
            }
            assertThat(digests).hasSizeGreaterThan(7);
            try (var server = Server.in(scratch.folder().resolve("server"))
                    .argument("--open")
                    .start()) {
                var report = imports(shell, server, folder.toString(), "--from", "docker-registry");

                assertThat(report.get("problemCount").intValue()).isZero();
                assertThat(report.get("tags").intValue()).isEqualTo(digests.size());
                digests.forEach((image, digest) -> pulls(shell, server, canonical(image), digest));
                shell.run("crane", "validate", "--remote", server.host() + "/team/multi:1.0");
                shell.run("oras", "pull", "--plain-http", "-o", "pulled", server.host() + "/charts/app:1.2.3");
                assertThat(scratch.folder().resolve("work/pulled/chart.tgz")).hasContent("a chart");
                assertThat(shell.run(
                                "oras",
                                "discover",
                                "--plain-http",
                                "--format=json",
                                server.host() + "/charts/app:1.2.3"))
                        .contains("application/vnd.sbom");
                assertThat(server.get("/v2/team/gone/manifests/1").statusCode()).isEqualTo(404);

                var again = imports(shell, server, folder.toString(), "--from", "docker-registry");
                assertThat(again.get("manifests").intValue()).isZero();
                assertThat(again.get("blobsCopied").intValue()).isZero();

                server.stop();
                var linked = imports(
                        shell,
                        server,
                        folder.toString(),
                        "--from",
                        "docker-registry",
                        "--link",
                        "--into",
                        "linked",
                        "--data",
                        server.data().toString());
                assertThat(linked.get("problemCount").intValue()).isZero();
                server.start();
                digests.forEach((image, digest) -> pulls(shell, server, "linked/" + image, digest));
            }
        }
    }

    private static String canonical(String image) {
        return image.contains("/") ? image : "library/" + image;
    }

    @Test
    void layoutsThatClientsWroteAreImportedByThemselvesAndAsAZotFolder() {
        try (var scratch = Scratch.make()) {
            var shell = shell(scratch);
            var index = Layout.index(scratch, "made", "amd", "arm");
            var written = scratch.folder("zot").resolve("team/multi");
            scratch.folder("zot/team");
            shell.run("skopeo", "copy", "--all", "oci:" + index.folder() + ":1", "oci:" + written + ":2.0");
            scratch.file("work/notes.txt", "notes");
            var artifact = scratch.folder("zot").resolve("notes");
            shell.run("oras", "push", "--oci-layout", artifact + ":1", "notes.txt");
            shell.run(
                    "oras", "attach", "--oci-layout", "--artifact-type", "application/x", artifact + ":1", "notes.txt");
            try (var server = Server.in(scratch.folder().resolve("server"))
                    .argument("--open")
                    .start()) {
                imports(shell, server, written.toString(), "--from", "oci", "--into", "web/shop", "--link");
                var zot = imports(shell, server, scratch.folder("zot").toString(), "--from", "zot", "--into", "old");

                assertThat(zot.get("repositories").intValue()).isEqualTo(2);
                pulls(shell, server, "web/shop:2.0", index.digest());
                pulls(shell, server, "old/team/multi:2.0", index.digest());
                shell.run("crane", "validate", "--remote", server.host() + "/web/shop:2.0");
                shell.run("oras", "pull", "--plain-http", "-o", "back", server.host() + "/old/notes:1");
                assertThat(scratch.folder().resolve("work/back/notes.txt")).hasContent("notes");
                assertThat(shell.run(
                                "oras", "discover", "--plain-http", "--format=json", server.host() + "/old/notes:1"))
                        .contains("application/x");
            }
        }
    }
}
