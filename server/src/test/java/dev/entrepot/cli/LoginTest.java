package dev.entrepot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logging in and out, and the file that is left.
final class LoginTest {
    private final FakeServer server = new FakeServer();

    @TempDir
    private Path home;

    private Shell shell;

    @BeforeEach
    void open() {
        shell = new Shell(home);
        server.on("GET /whoami", 200, "{\"kind\":\"user\",\"name\":\"alice\",\"role\":\"none\"}")
                .on("POST /tokens", 201, "{\"id\":\"t1\",\"name\":\"x\",\"secret\":\"entrepot_pat_1\"}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aTokenForThisMachineIsKeptAndNotThePassword() throws IOException {
        assertThat(login()).as(shell.err()).isZero();

        Path file = home.resolve(".config/entrepot/credentials.json");
        assertThat(Files.readString(file)).contains("entrepot_pat_1").doesNotContain("hunter2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(server.requests()).containsExactly("GET /whoami", "POST /tokens {\"name\": \"cli-box-toz6g0\"}");
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).isEqualTo("Logged in to " + server.url() + " as alice.\n");
    }

    @Test
    void theNextVerbIsSentWithTheToken() {
        login();

        assertThat(shell.run("whoami")).isZero();

        assertThat(server.authorizations()).last().isEqualTo("Basic YWxpY2U6ZW50cmVwb3RfcGF0XzE=");
        assertThat(shell.out()).isEqualTo("name:   alice\nkind:   user\nserver: " + server.url() + "\n");
    }

    @Test
    void environmentComesBeforeTheFileAndIsForItsServerOnly() {
        login();
        shell.with("ENTREPOT_URL", "http://127.0.0.1:1").with("ENTREPOT_TOKEN", "other");

        assertThat(shell.run("whoami --server " + server.url())).isZero();
        assertThat(server.authorizations()).last().isEqualTo("Basic YWxpY2U6ZW50cmVwb3RfcGF0XzE=");

        shell.with("ENTREPOT_URL", server.url());
        assertThat(shell.run("whoami")).isZero();
        assertThat(server.authorizations()).last().isEqualTo("Bearer other");
    }

    @Test
    void anotherFileCanBeNamed() {
        shell.with("ENTREPOT_CREDENTIALS", home.resolve("x/y.json").toString());

        login();

        assertThat(home.resolve("x/y.json")).exists();
        assertThat(home.resolve(".config")).doesNotExist();
    }

    @Test
    void configurationOfTheServerIsLeftAlone() {
        var configuration = home.resolve("entrepot.yaml");
        shell.with("ENTREPOT_CONFIG", configuration.toString());

        login();

        assertThat(configuration).doesNotExist();
        assertThat(home.resolve(".config/entrepot/credentials.json")).exists();
    }

    @Test
    void environmentAloneIsEnoughToLogIn() {
        shell.asking(server);

        assertThat(shell.run("login")).as(shell.err()).isZero();

        assertThat(shell.without("ENTREPOT_URL").without("ENTREPOT_PASSWORD").run("whoami"))
                .isZero();
    }

    @Test
    void robotsAndTokensAreKeptThemselves() {
        server.on("GET /whoami", 200, "{\"kind\":\"robot\",\"name\":\"web+ci\"}");

        assertThat(shell.typing("entrepot_pat_9").run("login " + server.url() + " --token-stdin"))
                .isZero();
        assertThat(server.authorizations()).last().isEqualTo("Bearer entrepot_pat_9");
        assertThat(shell.typing("rob").run("login " + server.url() + " -u web+ci --password-stdin"))
                .isZero();

        assertThat(server.requests()).containsOnly("GET /whoami");
    }

    @Test
    void wrongPasswordIsRefusedAndNothingIsKept() {
        FakeServer other = new FakeServer()
                .on(
                        "GET /whoami",
                        401,
                        "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"wrong user or password\"}]}");

        assertThat(shell.typing("x").run("login " + other.url() + " -u alice --password-stdin"))
                .isEqualTo(ExitCode.REFUSED);

        assertThat(shell.err()).isEqualTo("entrepot: wrong user or password; type `entrepot login` to log in again\n");
        assertThat(home.resolve(".config")).doesNotExist();
        other.close();
    }

    @Test
    void logoutEndsTheTokenAndTheServerLoggedInToBeforeIsInUse() {
        FakeServer first = new FakeServer().on("GET /whoami", 200, "{\"kind\":\"robot\",\"name\":\"web+ci\"}");
        shell.typing("s").run("login " + first.url() + " -u web+ci --password-stdin");
        login();

        assertThat(shell.run("logout")).isZero();

        assertThat(server.requests()).last().isEqualTo("DELETE /tokens/t1");
        assertThat(shell.run("whoami -o json")).isZero();
        assertThat(first.requests()).hasSize(2);
        first.close();
    }

    @Test
    void loggingInAgainEndsTheTokenBefore() {
        login();
        server.on("POST /tokens", 201, "{\"id\":\"t2\",\"secret\":\"entrepot_pat_2\"}");

        login();
        login();

        assertThat(server.requests()).contains("DELETE /tokens/t1").doesNotContain("DELETE /tokens/t2");
    }

    @Test
    void deviceFlowShowsTheCodeAndAsksUntilTheAnswer() {
        server.on(
                        "GET /info",
                        200,
                        "{\"providers\":[{\"name\":\"ldap\",\"kind\":\"ldap\"},{\"name\":\"corp\",\"kind\":\"oidc\"}]}")
                .on(
                        "POST /device",
                        200,
                        "{\"deviceCode\":\"d\",\"userCode\":\"ABCD-EFGH\",\"verificationUrl\":\"https://idp/device\",\"expiresIn\":600,\"interval\":5}")
                .on("POST /device/token", 202, "{}")
                .on("POST /device/token", 429, "{}")
                .on("POST /device/token", 200, "{\"name\":\"alice@corp\",\"secret\":\"entrepot_pat_7\"}");

        assertThat(shell.run("login --sso " + server.url())).as(shell.err()).isZero();

        assertThat(shell.err())
                .contains("https://idp/device")
                .contains("ABCD-EFGH")
                .contains("as alice@corp");
        assertThat(shell.out()).isEmpty();
        assertThat(shell.pauses())
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10));
        assertThat(server.requests()).contains("POST /device {\"provider\": \"corp\"}");
    }

    @Test
    void deniedDeviceIsRefused() {
        server.on("POST /device", 200, "{\"deviceCode\":\"d\",\"userCode\":\"C\",\"interval\":1}")
                .on("POST /device/token", 403, "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"it was denied\"}]}");

        assertThat(shell.run("login " + server.url() + " --sso corp")).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void clientsLoginIsWrittenByRunningIt() throws IOException {
        login();
        Path docker = home.resolve("bin/docker");
        Files.createDirectories(docker.getParent());
        Files.writeString(
                docker, "#!/bin/sh\necho \"$@\" > " + home + "/said\ncat >> " + home + "/said\necho Login Succeeded\n");
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwx------"));

        int status = shell.running(docker).run("cr login --client docker");

        assertThat(status).as(shell.err()).isZero();
        assertThat(home.resolve("said"))
                .hasContent("login -u alice --password-stdin " + server.host() + "\nentrepot_pat_1");
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).isEqualTo("Login Succeeded\n");
    }

    @Test
    void targetChoosesTheTeamAndTheServer() {
        login();

        assertThat(shell.run("target -g web")).isZero();
        assertThat(shell.out()).isEqualTo("server: " + server.url() + "\nuser:   alice\nteam:   web\n");
        shell.run("namespace-add shop");
        assertThat(server.requests()).last().isEqualTo("POST /namespaces {\"name\": \"shop\",\"owner\": \"team:web\"}");
        assertThat(shell.run(new String[] {"target", "-g", ""})).isZero();
        assertThat(shell.out()).doesNotContain("team");
        assertThat(shell.run("target --server https://nowhere.example.org")).isEqualTo(ExitCode.WRONG_USAGE);
    }

    private int login() {
        return shell.typing("hunter2\n").run("login " + server.url() + " -u alice --password-stdin");
    }
}
