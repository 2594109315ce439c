package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Containers;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("clients")
class BuildahTest {
    private static Shell loggedIn(Round round) {
        var shell = Containers.configured(
                round.scratch(), round.shell(), round.server().host());
        round.login(
                shell,
                "buildah",
                "login",
                "--tls-verify=false",
                "-u",
                round.server().user(),
                "--password-stdin",
                round.server().host());
        return shell;
    }

    private static Path context(Round round, String run) throws IOException {
        var context = Layout.rootfs(round.scratch(), "context");
        Files.writeString(context.resolve("Containerfile"), "FROM scratch\nCOPY . /\n" + run);
        return context;
    }

    @ParameterizedTest
    @EnumSource
    void builtImageIsPushedAndBuiltUpon(Access access) throws IOException {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            var context = context(round, "RUN echo built > /built\n");
            var image = round.image("ns/app:1");
            var digestFile = round.scratch().folder().resolve("digest");

            shell.run("buildah", "bud", "--layers", "--isolation", "chroot", "-t", image, context.toString());
            shell.run("buildah", "push", "--digestfile", digestFile.toString(), image);
            shell.run("buildah", "rmi", "--all", "--force");
            var container = shell.run("buildah", "from", "--pull-always", image).strip();
            var said = shell.run("buildah", "run", "--isolation", "chroot", container, "/bin/cat", "/built");
            shell.run("buildah", "config", "--label", "second=yes", container);
            shell.run(
                    "buildah",
                    "commit",
                    "--rm",
                    "--tls-verify=false",
                    container,
                    "docker://" + round.image("ns/app:2"));
            shell.run("buildah", "rmi", "--all", "--force");

            var first = round.stored("ns/app", "1");
            var second = round.stored("ns/app", "2");
            assertThat(digestFile).content().isEqualTo(first.digest());
            assertThat(said).isEqualTo("built\n");
            assertThat(second.layers()).containsSubsequence(first.layers());
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoPlatformsAreBuiltIntoOneManifestList(Access access) throws IOException {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            var context = context(round, "");
            var digestFile = round.scratch().folder().resolve("digest");

            shell.run(
                    "buildah",
                    "bud",
                    "--no-cache",
                    "--platform",
                    "linux/amd64,linux/arm64",
                    "--manifest",
                    "both",
                    context.toString());
            shell.run(
                    "buildah",
                    "manifest",
                    "push",
                    "--tls-verify=false",
                    "--all",
                    "--digestfile",
                    digestFile.toString(),
                    "both",
                    "docker://" + round.image("ns/both:1"));
            shell.run("buildah", "rmi", "--all", "--force");

            var stored = round.stored("ns/both", "1");
            assertThat(digestFile).content().isEqualTo(stored.digest());
            assertThat(stored.children()).hasSize(2);
        }
    }
}
