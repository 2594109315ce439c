package dev.entrepot.e2e.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Engines;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The lines of the guide, run as they stand; only the names of the machines are others.
@Tag("sso")
class GuideTest {
    private static final Path GUIDE = Path.of("../docs/guide/getting-started.md");
    private static final Pattern SECTION = Pattern.compile("(?s)## Accounts, robots and CI\n(.*?)\n## ");
    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");

    @Test
    void accountsRobotsAndCiAreMadeAsTheGuideSays() throws IOException {
        try (var scratch = Scratch.make();
                var issuer = Issuer.start();
                var server = Server.in(scratch.folder().resolve("server"))
                        .environment("ENTREPOT_FEDERATION_CI_ISSUERS", issuer.url())
                        .start()) {
            var shell = Desk.shell("guide", scratch, server.host());
            var work = "homes/guide/work/";
            scratch.file(work + "admin-password", server.password());
            scratch.file(work + "ann-password", "a password of hers");
            scratch.file(work + "job-token", issuer.token("org/app", "registry.example.org"));
            var script = scratch.file(
                    work + "guide.sh",
                    "set -eu\nentrepot() { " + String.join(" ", Cli.command()) + " \"$@\"; }\n"
                            + lines().replace("https://gitlab.example.org", issuer.url())
                                    .replaceAll("(?<!--audience )(https://)?registry\\.example\\.org", server.host()));
            try (var engine = Engines.docker(scratch, shell)) {
                assertThat(engine.alive()).isTrue();
                Layout.small(scratch, "alpine", "an image");
                shell.run(
                        "docker",
                        "import",
                        scratch.folder().resolve("alpine-0.tar").toString(),
                        "alpine");

                var outcome = shell.with(
                                "ENTREPOT_CREDENTIALS",
                                shell.folder().resolve("login.json").toString())
                        .attempt("", "bash", script.toString());

                assertThat(outcome.status()).as(outcome.toString()).isZero();
                assertThat(outcome.output())
                        .contains("web+deploy may not push web/app", "refused: exit code 3", "robot.add", "Sound: ");
                assertThat(server.serverErrors()).isEmpty();
            }
        }
    }

    private static String lines() throws IOException {
        var section = SECTION.matcher(Files.readString(GUIDE));
        assertThat(section.find()).isTrue();
        return BLOCK.matcher(section.group(1))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining());
    }
}
