package dev.entrepot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.cli.FakeServer.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What people and programs read, and the exit codes.
final class ResultsTest {
    private final FakeServer server = new FakeServer();

    @TempDir
    private Path home;

    private Shell shell;

    @BeforeEach
    void open() {
        shell = new Shell(home).asking(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tableIsAlignedDatesAreShortAndSizesHuman() {
        server.on("GET /namespaces?limit=1000", 200, """
                {"items":[
                {"name":"web","role":"owner","repositories":12,"usedBytes":1610612736,"limits":{"bytes":10737418240,"repositories":100},
                "template":{"visibility":"private"},"createdAt":"2026-11-20T08:09:10Z","description":"The shop"},
                {"name":"base-images","role":"reader","repositories":3,"usedBytes":512,"limits":{},
                "template":{"visibility":"public"},"createdAt":"2026-01-02T03:04:05.678Z","description":""}]}""");

        assertThat(shell.run("namespace-list -v")).isZero();

        assertThat(shell.out()).isEqualTo("""
                NAMESPACE    ROLE    REPOSITORIES     USED  LIMIT                       VISIBILITY  CREATED           DESCRIPTION
                web          owner             12  1.5 GiB  100 repositories, 10.0 GiB  private     2026-11-20 08:09  The shop
                base-images  reader             3    512 B                              public      2026-01-02 03:04
                """);
    }

    @Test
    void pagesAreFetchedToTheEndAndAreOneArray() {
        server.on("GET /teams?limit=1000", 200, "{\"items\":[{\"name\":\"a\"}],\"next\":\"c/1\"}")
                .on("GET /teams?limit=1000&after=c%2F1", 200, "{\"items\":[{\"name\":\"b\",\"n\":[1,true]}]}");

        assertThat(shell.run("team list -o json")).isZero();

        assertThat(shell.out()).isEqualTo("""
                [
                  {
                    "name": "a"
                  },
                  {
                    "name": "b",
                    "n": [
                      1,
                      true
                    ]
                  }
                ]
                """);
    }

    @Test
    void limitStopsAndSaysThatThereIsMore() {
        server.on("GET /teams?limit=1", 200, "{\"items\":[{\"name\":\"a\"}],\"next\":\"c\"}");

        assertThat(shell.run("team list --limit 1")).isZero();

        assertThat(shell.out()).isEqualTo("NAME  DESCRIPTION\na\n");
        assertThat(shell.err()).isEqualTo("There are more than these 1.\n");
    }

    @Test
    void nothingIsAnEmptyArrayForProgramsAndNoLineForPeople() {
        server.on("GET /teams?limit=1000", 200, "{\"items\":[]}");

        shell.run("team list -o json");
        assertThat(shell.out()).isEqualTo("[]\n");
        shell.run("team list");
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void secretStandsAloneOnStandardOutput() {
        server.on("POST /robots", 201, "{\"name\":\"web+ci\",\"secret\":\"entrepot_rob_1\"}");

        assertThat(shell.run("robot add web+ci --allow pull:web/*")).isZero();
        assertThat(shell.out()).isEqualTo("entrepot_rob_1\n");
        assertThat(shell.err())
                .contains("docker login -u web+ci " + server.host())
                .doesNotContain("entrepot_rob_1");

        shell.run("robot add web+ci --allow pull:web/* -o json");
        assertThat(shell.out()).isEqualTo("{\n  \"name\": \"web+ci\",\n  \"secret\": \"entrepot_rob_1\"\n}\n");
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void whatATerminalWouldObeyIsNotPrinted() {
        server.on("GET /teams?limit=1000", 200, "{\"items\":[{\"name\":\"a\\u001b[2Jb\",\"description\":\"x\\ny\"}]}");

        shell.run("team list");

        assertThat(shell.out()).isEqualTo("NAME    DESCRIPTION\na\ufffd[2Jb  x y\n");
    }

    @Test
    void whySaysYesAndNoByItsExitCode() {
        server.on("GET /why?action=push&resource=web%2Fshop", 200, """
                        {"allowed":true,"action":"push","resource":"web/shop","principal":"alice","by":["writer on web to team:web"]}""")
                .on("GET /why?action=delete&resource=web%2Fshop", 200, """
                        {"allowed":false,"action":"delete","resource":"web/shop","principal":"alice","by":[],"missing":"maintainer on web/shop","hint":"ask an owner of web"}""");

        assertThat(shell.run("why push web/shop")).isEqualTo(ExitCode.DONE);
        assertThat(shell.out()).isEqualTo("alice may push web/shop.\n  by: writer on web to team:web\n");
        assertThat(shell.run("why delete web/shop")).isEqualTo(ExitCode.REFUSED);
        assertThat(shell.out())
                .isEqualTo(
                        "alice may not delete web/shop.\n  missing: maintainer on web/shop\n  what helps: ask an owner of web\n");
    }

    @Test
    void auditThatIsNotSoundEndsWithFour() {
        server.on("GET /audit/verify", 200, """
                {"sound":false,"entries":9,"checkpoints":1,"firstNumber":1,"lastNumber":9,"problems":["entry 4 was changed"]}""");

        assertThat(shell.run("audit verify")).isEqualTo(ExitCode.NOT_AS_IT_MUST_BE);

        assertThat(shell.out())
                .isEqualTo("Not sound: 9 entries, 1 checkpoints, numbers 1 to 9.\n  entry 4 was changed\n");
    }

    @Test
    void exportIsCopiedAsItComes() {
        server.on("GET /audit", 200, "{\"a\":1}\n{\"a\":2}\n");

        assertThat(shell.run("audit export")).isZero();

        assertThat(shell.out()).isEqualTo("{\"a\":1}\n{\"a\":2}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID, 2",
        "401, UNAUTHORIZED, 3",
        "403, DENIED, 3",
        "404, NOT_FOUND, 3",
        "409, CONFLICT, 1",
        "412, PRECONDITION_FAILED, 1",
        "500, UNKNOWN, 1",
        "503, UNAVAILABLE, 1"
    })
    void exitCodeSaysWhatKindOfNo(int status, String code, int exit) {
        server.on(
                "GET /namespaces/web",
                status,
                "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"said so\",\"detail\":{}}]}");

        assertThat(shell.run("namespace-show web")).isEqualTo(exit);

        assertThat(shell.err()).startsWith("entrepot: said so");
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void anAbsentAccountIsNoRefusal() {
        server.on("GET /users/bob", 404, "{\"errors\":[{\"code\":\"NOT_FOUND\",\"message\":\"no bob\"}]}");

        assertThat(shell.run("user show bob")).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void whatIsNoEntrepotIsToldSo() {
        server.on("GET /whoami", 200, "<html>").on("GET /info", 404, "<html>");

        assertThat(shell.run("whoami")).isEqualTo(ExitCode.FAILED);
        assertThat(shell.err()).contains("is the URL right?");
        assertThat(shell.run("info")).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void tooManyRequestsAreWaitedForUpToThirtySecondsInAll() {
        Answer busy = new Answer(
                429,
                "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"too many\"}]}",
                Map.of("Retry-After", "14"));
        server.on("GET /whoami", busy).on("GET /whoami", busy).on("GET /whoami", busy);

        assertThat(shell.run("whoami")).isEqualTo(ExitCode.FAILED);

        assertThat(shell.pauses()).containsExactly(Duration.ofSeconds(14), Duration.ofSeconds(14));
        assertThat(shell.err()).isEqualTo("entrepot: too many (try again in 14 s)\n");
    }

    @Test
    void aServerThatIsNotThereEndsWithSix() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(shell.with("ENTREPOT_URL", "http://127.0.0.1:" + port).run("whoami"))
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(shell.err()).startsWith("entrepot: cannot reach http://127.0.0.1:" + port);
    }
}
