package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Daemon;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

@Tag("clients")
class BuildKitTest {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private static Daemon buildkitd(Round round) {
        var scratch = round.scratch();
        var settings = scratch.file("buildkitd.toml", """
                root = "%s"
                [grpc]
                address = ["%s"]
                [worker.oci]
                enabled = true
                binary = "runc"
                [worker.containerd]
                enabled = false
                [registry."%s"]
                http = true
                """.formatted(
                scratch.folder("buildkit"), address(round), round.server().host()));
        var buildkitd = Daemon.start(
                round.shell(),
                scratch.folder().resolve("buildkitd.log"),
                List.of("buildkitd", "--config", settings.toString()));
        var shell = round.shell();
        buildkitd.await(
                () -> shell.attempt("", "buildctl", "--addr", address(round), "debug", "workers")
                                .status()
                        == 0,
                START_LIMIT);
        return buildkitd;
    }

    private static String address(Round round) {
        return "unix://" + round.scratch().folder().resolve("buildkitd.sock");
    }

    private static Shell shell(Round round) throws IOException {
        var shell = round.shell();
        var plugins = round.scratch().folder("home/.docker/cli-plugins");
        Files.createSymbolicLink(plugins.resolve("docker-buildx"), Shell.tools().resolve("buildx"));
        round.login(
                shell,
                "docker",
                "login",
                "-u",
                round.server().user(),
                "--password-stdin",
                round.server().host());
        shell.run("docker", "buildx", "create", "--name", "bk", "--driver", "remote", address(round));
        return shell;
    }

    private static String build(Round round, Shell shell, Path context, String tag) throws IOException {
        var metadata = round.scratch().folder().resolve("metadata.json");
        shell.run(
                "docker",
                "buildx",
                "build",
                "--builder=bk",
                "--progress=plain",
                "--platform=linux/amd64,linux/arm64",
                "--provenance=mode=max",
                "--metadata-file=" + metadata,
                "--cache-to=type=registry,mode=max,ref=" + round.image("ns/cache:1"),
                "--cache-from=type=registry,ref=" + round.image("ns/cache:1"),
                "--tag=" + round.image("ns/app:" + tag),
                "--push",
                context.toString());
        return JsonMapper.shared()
                .readTree(Files.readString(metadata))
                .get("containerimage.digest")
                .stringValue();
    }

    @ParameterizedTest
    @EnumSource
    void twoPlatformsWithProvenanceAndCacheArePushed(Access access) throws IOException {
        try (var round = Round.start(access);
                var buildkitd = buildkitd(round)) {
            assertThat(buildkitd.alive()).isTrue();
            var shell = shell(round);
            var context = Layout.rootfs(round.scratch(), "context");
            Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY . /\n");

            var first = build(round, shell, context, "1");
            shell.run("buildctl", "--addr", address(round), "prune", "--all");
            var second = build(round, shell, context, "2");

            var stored = round.stored("ns/app", "1");
            assertThat(stored.digest()).isEqualTo(first);
            assertThat(stored.json()
                            .get("manifests")
                            .valueStream()
                            .map(child -> child.at("/platform/architecture").stringValue()))
                    .containsExactlyInAnyOrder("amd64", "arm64", "unknown", "unknown");
            assertThat(stored.children()).hasSize(4);
            assertThat(round.stored("ns/app", "2").digest()).isEqualTo(second);
            var layer = stored.children().getFirst().layers();
            assertThat(round.stored("ns/app", "2").children().getFirst().layers())
                    .isEqualTo(layer);
            var inspected =
                    shell.run("docker", "buildx", "imagetools", "inspect", "--builder=bk", round.image("ns/app:1"));
            assertThat(inspected).contains(first);
        }
    }
}
