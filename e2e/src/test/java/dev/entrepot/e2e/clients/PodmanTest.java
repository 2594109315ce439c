package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Containers;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Shell;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("clients")
class PodmanTest {
    private static Shell loggedIn(Round round) {
        var shell = Containers.configured(
                round.scratch(), round.shell(), round.server().host());
        round.login(
                shell,
                "podman",
                "login",
                "-u",
                round.server().user(),
                "--password-stdin",
                round.server().host());
        return shell;
    }

    @ParameterizedTest
    @EnumSource
    void builtImageIsPushedPulledAndRun(Access access) throws IOException {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            var context = Layout.rootfs(round.scratch(), "context");
            Files.writeString(context.resolve("Containerfile"), """
                    FROM scratch
                    COPY . /
                    RUN echo built > /built
                    CMD ["/bin/cat", "/built"]
                    """);
            var image = round.image("ns/built:1");
            var digestFile = round.scratch().folder().resolve("digest");

            shell.run("podman", "build", "--layers", "-t", image, context.toString());
            shell.run("podman", "push", "--digestfile", digestFile.toString(), image);
            shell.run("podman", "rmi", "--all", "--force");
            var digest = Files.readString(digestFile);
            shell.run("podman", "pull", round.image("ns/built@" + digest));
            shell.run("podman", "pull", image);
            var said = shell.run("podman", "run", "--rm", image);
            var inspected = shell.run("podman", "image", "inspect", "--format", "{{.Digest}}", image);
            shell.run("podman", "rmi", "--all", "--force");

            assertThat(round.stored("ns/built", "1").digest()).isEqualTo(digest);
            assertThat(inspected.strip()).isEqualTo(digest);
            assertThat(said).isEqualTo("built\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void committedContainerIsPushedAndPulled(Access access) {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            var rootfs = Layout.tar(round.scratch(), Layout.rootfs(round.scratch(), "rootfs"), "rootfs.tar");
            var image = round.image("ns/committed:1");
            var digestFile = round.scratch().folder().resolve("digest");

            shell.run("podman", "import", rootfs.toString(), "localhost/tiny:1");
            shell.run("podman", "run", "--name", "change", "localhost/tiny:1", "/bin/sh", "-c", "echo kept > /kept");
            shell.run("podman", "commit", "--quiet", "change", image);
            shell.run("podman", "push", "--digestfile", digestFile.toString(), image);
            shell.run("podman", "rm", "change");
            shell.run("podman", "rmi", "--all", "--force");
            shell.run("podman", "pull", image);
            var said = shell.run("podman", "run", "--rm", image, "/bin/cat", "/kept");
            var tags = shell.run("podman", "search", "--list-tags", round.image("ns/committed"));
            shell.run("podman", "rmi", "--all", "--force");

            assertThat(digestFile)
                    .content()
                    .isEqualTo(round.stored("ns/committed", "1").digest());
            assertThat(said).isEqualTo("kept\n");
            assertThat(tags.lines().skip(1)).singleElement().asString().matches(".*/ns/committed +1 *");
        }
    }

    @ParameterizedTest
    @EnumSource
    void manifestListOfTwoArchitecturesIsPushedAndPulled(Access access) {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            var rootfs = Layout.tar(round.scratch(), Layout.rootfs(round.scratch(), "rootfs"), "rootfs.tar");
            var image = round.image("ns/list:1");
            var digestFile = round.scratch().folder().resolve("digest");

            shell.run("podman", "manifest", "create", "list");
            for (var architecture : new String[] {"amd64", "arm64"}) {
                var tag = "localhost/tiny:" + architecture;
                shell.run("podman", "import", "--os", "linux", "--arch", architecture, rootfs.toString(), tag);
                shell.run("podman", "manifest", "add", "list", "containers-storage:" + tag);
            }
            shell.run(
                    "podman",
                    "manifest",
                    "push",
                    "--all",
                    "--digestfile",
                    digestFile.toString(),
                    "list",
                    "docker://" + image);
            shell.run("podman", "manifest", "rm", "list");
            shell.run("podman", "rmi", "--all", "--force");
            shell.run("podman", "pull", "--arch", "arm64", image);
            var pulled = shell.run("podman", "image", "inspect", "--format", "{{.Architecture}}", image);
            shell.run("podman", "rmi", "--all", "--force");

            var stored = round.stored("ns/list", "1");
            assertThat(digestFile).content().isEqualTo(stored.digest());
            assertThat(stored.children()).hasSize(2);
            assertThat(stored.json()
                            .get("manifests")
                            .valueStream()
                            .map(child -> child.at("/platform/architecture").stringValue()))
                    .containsExactlyInAnyOrder("amd64", "arm64");
            assertThat(pulled.strip()).isEqualTo("arm64");
        }
    }
}
