package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Engines;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Shell;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("clients")
class CtrTest {
    private static String socket(Round round) {
        return Engines.containerdSocket(round.scratch()).toString();
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
                var containerd = Engines.containerd(round.scratch(), round.shell())) {
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
