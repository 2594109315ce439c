package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Daemon;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Shell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("clients")
class CtrTest {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private static Daemon containerd(Round round) {
        var scratch = round.scratch();
        var settings = scratch.file("containerd.toml", """
                version = 2
                root = "%s"
                state = "%s"
                disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
                [grpc]
                address = "%s"
                [ttrpc]
                address = "%s.ttrpc"
                """.formatted(
                        scratch.folder("containerd"), scratch.folder("containerd-run"), socket(round), socket(round)));
        var containerd = Daemon.start(
                round.shell(),
                scratch.folder().resolve("containerd.log"),
                List.of("containerd", "--config", settings.toString()));
        var shell = round.shell();
        containerd.await(
                () -> shell.attempt("", "ctr", "-a", socket(round), "version").status() == 0, START_LIMIT);
        return containerd;
    }

    private static String socket(Round round) {
        return round.scratch().folder().resolve("containerd.sock").toString();
    }

    /// `ctr images` with the options of this round's server after the verb.
    private static String images(Round round, Shell shell, String verb, String... arguments) {
        var command = new ArrayList<>(List.of("ctr", "-a", socket(round), "images", verb));
        if (verb.equals("push") || verb.equals("pull")) {
            command.add("--plain-http");
            if (round.tokens()) {
                command.addAll(List.of(
                        "--user", round.server().user() + ":" + round.server().password()));
            }
        }
        command.addAll(List.of(arguments));
        return shell.run(command.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void indexIsPushedPulledAndRun(Access access) {
        try (var round = Round.start(access);
                var containerd = containerd(round)) {
            assertThat(containerd.alive()).isTrue();
            var shell = round.shell();
            var layout = Layout.index(round.scratch(), "index", "one");
            var archive = Layout.tar(round.scratch(), layout.folder(), "archive.tar");
            var image = round.image("ns/app:1");

            images(
                    round,
                    shell,
                    "import",
                    "--all-platforms",
                    "--digests",
                    "--base-name",
                    "imported",
                    archive.toString());
            images(round, shell, "tag", "imported@" + layout.digest(), image);
            images(round, shell, "push", image);
            images(round, shell, "rm", "--sync", image, "imported@" + layout.digest());
            images(round, shell, "pull", "--all-platforms", image);
            var listed = images(round, shell, "ls", "name==" + image);
            var said = shell.run(
                    "ctr",
                    "-a",
                    socket(round),
                    "run",
                    "--rm",
                    "--runc-binary=runc",
                    image,
                    "one",
                    "/bin/cat",
                    "/text-0");

            var stored = round.stored("ns/app", "1");
            assertThat(stored.digest()).isEqualTo(layout.digest()).isEqualTo(Round.digestIn(listed));
            assertThat(stored.children()).hasSize(2);
            assertThat(said).isEqualTo("one");
        }
    }
}
