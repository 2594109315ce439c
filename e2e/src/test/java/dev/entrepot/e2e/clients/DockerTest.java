package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Engines;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

@Tag("clients")
class DockerTest {
    private static Shell shell(Round round) {
        return round.shell()
                .with("DOCKER_HOST", Engines.dockerHost(round.scratch()))
                .with("DOCKER_BUILDKIT", "0");
    }

    @ParameterizedTest
    @EnumSource
    void builtImageIsPushedRemovedPulledAndRun(Access access) throws IOException {
        try (var round = Round.start(access)) {
            var shell = shell(round);
            try (var engine = Engines.docker(round.scratch(), shell)) {
                assertThat(engine.alive()).isTrue();
                round.login(
                        shell,
                        "docker",
                        "login",
                        "-u",
                        round.server().user(),
                        "--password-stdin",
                        round.server().host());
                var context = Layout.rootfs(round.scratch(), "context");
                Files.writeString(context.resolve("Dockerfile"), """
                        FROM scratch
                        COPY . /
                        RUN echo built > /built
                        CMD ["/bin/cat", "/built"]
                        """);
                var image = round.image("ns/app:1");

                shell.run("docker", "build", "--network=host", "-t", "app", context.toString());
                shell.run("docker", "tag", "app", image);
                var pushed = Round.digestIn(shell.run("docker", "push", image));
                shell.run("docker", "rmi", "app", image);
                var pulled = Round.digestIn(shell.run("docker", "pull", image));
                shell.run("docker", "pull", round.image("ns/app@" + pushed));
                var said = shell.run("docker", "run", "--rm", "--network=none", image);
                var inspected = shell.run("docker", "manifest", "inspect", "--insecure", image);

                var stored = round.stored("ns/app", "1");
                assertThat(stored.digest()).isEqualTo(pushed).isEqualTo(pulled);
                assertThat(said).isEqualTo("built\n");
                assertThat(JsonMapper.shared().readTree(inspected).get("layers"))
                        .isEqualTo(stored.json().get("layers"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void manifestListIsMadeOfTwoPushedImages(Access access) {
        try (var round = Round.start(access)) {
            var shell = shell(round);
            try (var engine = Engines.docker(round.scratch(), shell)) {
                assertThat(engine.alive()).isTrue();
                round.login(
                        shell,
                        "docker",
                        "login",
                        "-u",
                        round.server().user(),
                        "--password-stdin",
                        round.server().host());
                var rootfs = Layout.tar(round.scratch(), Layout.rootfs(round.scratch(), "rootfs"), "rootfs.tar");
                for (var architecture : List.of("amd64", "arm64")) {
                    var tag = round.image("ns/app:" + architecture);
                    shell.run("docker", "import", "--platform=linux/" + architecture, rootfs.toString(), tag);
                    shell.run("docker", "push", tag);
                }

                var list = round.image("ns/app:all");
                shell.run(
                        "docker",
                        "manifest",
                        "create",
                        "--insecure",
                        list,
                        round.image("ns/app:amd64"),
                        round.image("ns/app:arm64"));
                var pushed = Round.digestIn(shell.run("docker", "manifest", "push", "--insecure", list));
                var pulled = Round.digestIn(shell.run("docker", "pull", list));

                var stored = round.stored("ns/app", "all");
                assertThat(stored.digest()).isEqualTo(pushed).isEqualTo(pulled);
                assertThat(stored.children()).hasSize(2);
            }
        }
    }
}
