package dev.entrepot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `vex-…` and `exemption-…` send and print.
final class VexVerbsTest {
    private final FakeServer server = new FakeServer();

    @TempDir
    private Path home;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aDocumentComesFromAFileOrFromStandardInput() throws IOException {
        Path file = Files.writeString(home.resolve("shop.json"), "{\"@id\": \"x\", \"version\": 1}");
        server.on("POST /vex?on=web%2Fshop", 201, "{\"documents\":[{\"statements\":3}],\"unusable\":1}");
        Shell shell = new Shell(home).asking(server);

        assertThat(shell.run("vex-add " + file + " --on web/shop")).isZero();
        assertThat(shell.typing("{\"@id\":\"x\",\"version\":1}").run("vex-add - --on web/shop"))
                .isZero();

        assertThat(server.requests())
                .hasSize(2)
                .containsOnly("POST /vex?on=web%2Fshop {\"@id\": \"x\",\"version\": 1}");
        assertThat(shell.err())
                .contains("3 statements count in web/shop. 1 of them name nothing that could be found in an image.");
    }

    @Test
    void whatIsNoDocumentIsNotSent() throws IOException {
        Path file = Files.writeString(home.resolve("shop.yaml"), "a: b");
        Shell shell = new Shell(home).asking(server);

        assertThat(shell.run("vex-add " + file + " --on web")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(shell.err()).contains("shop.yaml is no JSON object");
        assertThat(shell.run("vex-add absent.json --on web")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(shell.err()).contains("there is no file absent.json");
        assertThat(shell.run("vex-accept web/shop:v1")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(shell.err()).contains("names no digest");

        assertThat(server.requests()).isEmpty();
    }

    @Test
    void whatHasExpiredIsToldApart() {
        server.on(
                "GET /exemptions?namespace=web&limit=1000",
                200,
                "{\"items\":[{\"scope\":\"web\",\"issueId\":\"CVE-2021-1\",\"expired\":true,\"expiresAt\":"
                        + "\"2026-01-01T00:00:00Z\",\"author\":\"bob\",\"reason\":\"r\"},{\"scope\":\"web/shop:v1\","
                        + "\"issueId\":\"CVE-2021-2\",\"expired\":false,\"author\":\"eve\",\"reason\":\"s\"}]}");
        Shell shell = new Shell(home).asking(server);

        assertThat(shell.run("exemption-list web")).isZero();

        assertThat(shell.out().lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "SCOPE ISSUE EXPIRES BY REASON GRANTED",
                        "web CVE-2021-1 expired bob r",
                        "web/shop:v1 CVE-2021-2 never eve s");
    }
}
