package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Shell;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("clients")
class OrasTest {
    private static final String SBOM = "application/vnd.example.sbom";

    private static Shell loggedIn(Round round) {
        var shell = round.shell();
        var server = round.server();
        round.login(shell, "oras", "login", "--plain-http", "-u", server.user(), "--password-stdin", server.host());
        return shell;
    }

    private static JsonNode json(String output) {
        return JsonMapper.shared().readTree(output);
    }

    @ParameterizedTest
    @EnumSource
    void artifactIsPushedPulledAndDeleted(Access access) {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            var artifact = round.image("ns/artifact:1");
            round.scratch().file("work/notes.txt", "some notes");

            var pushed = json(shell.run(
                    "oras",
                    "push",
                    "--plain-http",
                    "--format=json",
                    "--artifact-type",
                    "application/vnd.example",
                    artifact,
                    "notes.txt:text/plain"));
            var resolved =
                    shell.run("oras", "resolve", "--plain-http", artifact).strip();
            shell.run("oras", "pull", "--plain-http", "-o", "pulled", artifact);
            shell.run("oras", "tag", "--plain-http", artifact, "2");
            var tags = shell.run("oras", "repo", "tags", "--plain-http", round.image("ns/artifact"));
            var repositories = shell.run(
                    "oras", "repo", "ls", "--plain-http", round.server().host());
            shell.run("oras", "manifest", "delete", "--plain-http", "--force", round.image("ns/artifact@" + resolved));

            assertThat(pushed.get("digest").stringValue()).isEqualTo(resolved);
            assertThat(round.scratch().folder().resolve("work/pulled/notes.txt"))
                    .hasContent("some notes");
            assertThat(tags.lines()).containsExactly("1", "2");
            assertThat(repositories.lines()).containsExactly("ns/artifact");
            assertThat(round.server().get("/v2/ns/artifact/manifests/2").statusCode())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @EnumSource
    void attachedArtifactsAreDiscoveredAndTravelWithTheirSubject(Access access) {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            round.scratch().file("work/app.bin", "the application");
            round.scratch().file("work/sbom.json", "{}");
            round.scratch().file("work/signature", "signed");
            var app = round.image("ns/app:1");
            var copy = round.image("elsewhere/copy:1");
            shell.run("oras", "push", "--plain-http", app, "app.bin");

            var sbom = json(shell.run(
                    "oras", "attach", "--plain-http", "--format=json", "--artifact-type", SBOM, app, "sbom.json"));
            var onSbom = round.image("ns/app@" + sbom.get("digest").stringValue());
            var signature = json(shell.run(
                    "oras",
                    "attach",
                    "--plain-http",
                    "--format=json",
                    "--artifact-type",
                    "application/vnd.example.signature",
                    onSbom,
                    "signature"));
            shell.run("oras", "cp", "-r", "--from-plain-http", "--to-plain-http", app, copy);
            var discovered = json(shell.run("oras", "discover", "--plain-http", "--format=json", "--depth=2", copy));
            var filtered =
                    json(shell.run("oras", "discover", "--plain-http", "--format=json", "--artifact-type", SBOM, app));

            var root = round.stored("ns/app", "1").digest();
            assertThat(round.stored("elsewhere/copy", "1").digest()).isEqualTo(root);
            assertThat(discovered.at("/referrers/0/digest")).isEqualTo(sbom.get("digest"));
            assertThat(discovered.at("/referrers/0/referrers/0/digest")).isEqualTo(signature.get("digest"));
            assertThat(filtered.at("/referrers")).hasSize(1);
            assertThat(json(round.server()
                                    .get("/v2/elsewhere/copy/referrers/" + root)
                                    .body())
                            .at("/manifests/0/digest"))
                    .isEqualTo(sbom.get("digest"));
            assertThat(round.stored("elsewhere/copy", signature.get("digest").stringValue())
                            .layers())
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void blobsArePushedFetchedAndDeletedByThemselves(Access access) {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            var file = round.scratch().file("work/blob", "x".repeat(100_000));
            var digest = dev.entrepot.e2e.Layout.digest(
                    "x".repeat(100_000).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            var blob = round.image("ns/blobs@" + digest);

            shell.run("oras", "blob", "push", "--plain-http", blob, file.toString());
            shell.run("oras", "blob", "fetch", "--plain-http", "-o", "fetched", blob);
            shell.run("oras", "blob", "delete", "--plain-http", "--force", blob);

            assertThat(round.scratch().folder().resolve("work/fetched")).hasSameBinaryContentAs(file);
            assertThat(round.server().get("/v2/ns/blobs/blobs/" + digest).statusCode())
                    .isEqualTo(404);
        }
    }
}
