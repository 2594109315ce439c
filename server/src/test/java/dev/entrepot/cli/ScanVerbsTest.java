package dev.entrepot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people and programs read of scans, and the exit codes that gates of CI systems rely on.
final class ScanVerbsTest {
    private static final String DIGEST = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final String ASKED = "GET /scan?image=web%2Fshop%3Av1&wait=10s";
    private static final int SCREEN = 120;

    private static final String LOG4J = """
            {"id":"CVE-2021-44228","aliases":["GHSA-jfh8-c2jp-5v3q"],"package":"org.apache.logging.log4j:log4j-core",
            "version":"2.14.1","fixedVersion":"2.15.0","severity":"CRITICAL","type":"maven","layer":"sha256:1","path":"app/app.jar",
            "source":"","score":10.0,"vector":"CVSS:3.1/AV:N","title":"Remote code\\u001b[31m","url":"https://example.org/1","exploited":true,
            "epss":0.97,"scanner":"entrepot","vexStatus":"","platforms":["linux/amd64"],"digests":["sha256:2"]}""";
    private static final String LIBC = """
            {"id":"CVE-2023-1","aliases":[],"package":"%s","version":"2.36-9","fixedVersion":"","severity":"LOW","type":"deb","layer":"sha256:1",
            "path":"var/lib/dpkg/status","source":"glibc","vector":"","title":"","url":"","exploited":false,"scanner":"entrepot","vexStatus":"",
            "platforms":[],"digests":[]}""";
    private static final String OPENSSL = """
            {"id":"CVE-2022-3602","aliases":[],"package":"libssl3","version":"3.0.2","fixedVersion":"","severity":"HIGH","type":"deb",
            "layer":"sha256:1","path":"var/lib/dpkg/status","source":"openssl","vector":"","title":"","url":"","exploited":false,"scanner":"entrepot",
            "vexStatus":"not_affected","waiver":{"kind":"exemption","id":"7","reason":"not reachable","author":"alice",
            "until":"2026-12-24T00:00:00Z"},"platforms":[],"digests":[]}""";

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

    private static String scan(String state, String problem, String databaseAt, String... findings) {
        return """
                {"image":"web/shop:v1","digest":"%s","state":"%s","problem":"%s","scannedAt":"2026-11-23T20:00:00Z","databaseAt":"%s",
                "distribution":"Debian GNU/Linux 12 (bookworm)","packages":90,"worst":"CRITICAL","counts":{"CRITICAL":1,"HIGH":0,"LOW":2},
                "waived":1,"images":[{"digest":"sha256:2","platform":"linux/amd64"}],"findings":[%s]}""".formatted(DIGEST, state, problem, databaseAt, String.join(",", findings));
    }

    private static String read(String... findings) {
        return scan("read", "", "2026-11-23T04:00:00Z", findings);
    }

    @Test
    void findingsAreATableThatFitsAScreenAndExemptedOnesStandApart() {
        server.on(ASKED, 200, read(LOG4J, LIBC.formatted("libc6"), LIBC.formatted("libc6"), OPENSSL));

        assertThat(shell.run("scan web/shop:v1")).isZero();

        assertThat(shell.out()).isEqualTo("""
                image:        web/shop:v1
                digest:       %s
                platforms:    linux/amd64
                distribution: Debian GNU/Linux 12 (bookworm)
                packages:     90
                scanned:      2026-11-23 20:00
                database of:  2026-11-23 04:00
                findings:     1 critical, 2 low; 1 exempted

                SEVERITY  ID              PACKAGE                              VERSION  FIXED IN
                CRITICAL  CVE-2021-44228  org.apache.logging.log4j:log4j-core  2.14.1   2.15.0
                LOW       CVE-2023-1      libc6                                2.36-9

                SEVERITY  ID             PACKAGE  UNTIL             EXEMPTED BECAUSE
                HIGH      CVE-2022-3602  libssl3  2026-12-24 00:00  not reachable (alice)
                """.formatted(DIGEST));
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void longNamesAreClippedToTheScreen() {
        String far = "github.com/" + "a".repeat(90) + "/end";
        server.on(ASKED, 200, read(LIBC.formatted(far).replace("2.36-9", "v" + "1".repeat(80))));

        shell.run("scan web/shop:v1");
        assertThat(shell.out().lines())
                .allMatch(line -> line.length() <= SCREEN)
                .anyMatch(line -> line.contains("a/end"));
        shell.run("va -v web/shop:v1");

        assertThat(shell.out().lines())
                .allMatch(line -> line.length() <= SCREEN)
                .anyMatch(line -> line.contains("a/end"));
    }

    @Test
    void programsGetTheDocumentAsItIs() {
        server.on(ASKED, 200, read(LOG4J));

        assertThat(shell.run("scan web/shop:v1 -o json")).isZero();

        assertThat(shell.out()).contains("\"fixedVersion\": \"2.15.0\"", "\"epss\": 0.97", "\"digest\": \"" + DIGEST);
        assertThat(shell.out()).doesNotContain("\u001b");
    }

    @Test
    void aFindingThatCountsEndsWithFive() {
        server.on(ASKED, 200, read(LOG4J, OPENSSL));

        assertThat(shell.run("scan web/shop:v1 --fail-on high")).isEqualTo(ExitCode.THRESHOLD);
        assertThat(shell.err()).isEqualTo("1 finding of at least high.\n");
        assertThat(shell.run("va web/shop:v1 --fail-on critical")).isEqualTo(ExitCode.THRESHOLD);
        assertThat(shell.run("scan web/shop:v1 -o json --fail-on unknown")).isEqualTo(ExitCode.THRESHOLD);
    }

    @Test
    void whatIsExemptedOrLessBadEndsWithZero() {
        server.on(ASKED, 200, read(OPENSSL, LIBC.formatted("libc6")));

        assertThat(shell.run("scan web/shop:v1 --fail-on high")).isZero();
        assertThat(shell.run("scan web/shop:v1 --fail-on medium")).isZero();
        assertThat(shell.run("scan web/shop:v1 --fail-on low")).isEqualTo(ExitCode.THRESHOLD);
        assertThat(shell.run("scan web/shop:v1 --fail-on low --ignore-unfixed")).isZero();
        assertThat(shell.run("scan web/shop:v1 --fail-on bad")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(shell.err()).contains("none of critical, high, medium");
    }

    @Test
    void whatCannotBeScannedEndsWithFourAndTellsWhy() {
        server.on(
                ASKED,
                200,
                scan("unreadable", "layer sha256:1 is a bomb", "").replaceFirst("2026-11-23T20:00:00Z", ""));

        assertThat(shell.run("scan web/shop:v1")).isEqualTo(ExitCode.NOT_AS_IT_MUST_BE);
        assertThat(shell.err()).isEqualTo("web/shop:v1 cannot be scanned: layer sha256:1 is a bomb\n");
        assertThat(shell.out()).isEmpty();
        assertThat(shell.run("va web/shop:v1 -o json")).isEqualTo(ExitCode.NOT_AS_IT_MUST_BE);
        assertThat(shell.out()).contains("\"state\": \"unreadable\"");
    }

    @Test
    void aPartOrNoDatabaseIsEnoughToShowButNotToPass() {
        server.on(ASKED, 200, scan("part", "one jar is broken", "2026-11-23T04:00:00Z", LIBC.formatted("libc6")));

        assertThat(shell.run("scan web/shop:v1")).isZero();
        assertThat(shell.err()).contains("Only a part of web/shop:v1 was read: one jar is broken");
        assertThat(shell.run("scan web/shop:v1 --fail-on high")).isEqualTo(ExitCode.NOT_AS_IT_MUST_BE);
        server.on(ASKED, 200, scan("read", "", ""));
        shell.run("scan web/shop:v1");

        assertThat(shell.run("scan web/shop:v1 --fail-on high")).isEqualTo(ExitCode.NOT_AS_IT_MUST_BE);
        assertThat(shell.err()).contains("There is no vulnerability database");
    }

    @Test
    void anOldDatabaseIsToldOfInWords() {
        server.on(ASKED, 200, scan("read", "", "2026-11-01T00:00:00Z"));

        assertThat(shell.run("scan web/shop:v1 --fail-on high")).isZero();

        assertThat(shell.err()).contains("The vulnerability database is 22 days old");
    }

    @Test
    void itIsWaitedForUntilTheTimeIsUp() {
        server.on(ASKED, 200, scan("pending", "", ""))
                .on(ASKED, 200, scan("pending", "", ""))
                .on(ASKED, 200, read());

        assertThat(shell.run("scan web/shop:v1")).isZero();
        assertThat(shell.err()).isEqualTo("web/shop:v1 is being read …\n");
        assertThat(server.requests()).hasSize(3);
        server.on("GET /scan?image=web%2Fshop%3Alatest&wait=10s", 200, scan("pending", "", ""));

        assertThat(shell.run("scan web/shop --wait 30s")).isEqualTo(ExitCode.FAILED);
        assertThat(server.requests()).hasSize(6);
        assertThat(shell.err()).contains("has not been read yet");
        assertThat(shell.run("scan web/shop --wait soon")).isEqualTo(ExitCode.WRONG_USAGE);
    }

    @Test
    void readingAnewIsAskedForFirst() {
        server.on(ASKED + "&platform=x", 200, read());

        shell.run("scan web/shop:v1 --again");

        assertThat(server.requests()).containsExactly("POST /scan?image=web%2Fshop%3Av1 {}", ASKED);
    }

    @Test
    void assessmentHasATableForEachSeverityAndCountsWhatIsIdle() {
        server.on(ASKED, 200, read(LOG4J, LIBC.formatted("libc6"), LIBC.formatted("libc-bin"), OPENSSL));

        assertThat(shell.run("va web/shop:v1")).isZero();
        assertThat(shell.out()).endsWith("""
                findings:     1 critical, 2 low; 1 exempted

                CRITICAL
                VULNERABILITY   AFFECTED PACKAGES                           HOW TO RESOLVE
                CVE-2021-44228  org.apache.logging.log4j:log4j-core 2.14.1  Update to 2.15.0

                2 more below medium without a fix; -v shows them.

                EXEMPTED
                SEVERITY  ID             PACKAGE  UNTIL             EXEMPTED BECAUSE
                HIGH      CVE-2022-3602  libssl3  2026-12-24 00:00  not reachable (alice)
                """);
        shell.run("va -v web/shop:v1");

        assertThat(shell.out()).startsWith("\nCRITICAL\n").contains("libc6, libc-bin 2.36-9  No fix is known yet");
    }

    @Test
    void extendedAssessmentTellsAllAndNothingThatATerminalObeys() {
        server.on(ASKED, 200, read(LOG4J, OPENSSL));

        assertThat(shell.run("va -e web/shop:v1")).isZero();

        assertThat(shell.out())
                .contains("score:                    10.0")
                .contains("exploited within 30 days: 97.0 %")
                .contains("exploited:                yes, by CISA's list")
                .contains("also known as:            GHSA-jfh8-c2jp-5v3q")
                .contains("exempted:")
                .contains("VEX says:       not_affected")
                .doesNotContain("\u001b");
    }

    @Test
    void listingOfImagesHasAColumnForWhatIsWrong() {
        server.on("GET /images?scan=true&on=web&limit=1000", 200, """
                {"items":[{"image":"web/shop:v1","digest":"%1$s","where":"here","scan":{"state":"read","worst":"HIGH","counts":{"CRITICAL":0,"HIGH":2,"LOW":7}}},
                {"image":"web/shop:v2","digest":"%1$s","where":"here","scan":{"state":"read","worst":"","counts":{}}},
                {"image":"web/shop:v3","digest":"%1$s","where":"here","scan":{"state":"pending","worst":"","counts":{}}},
                {"image":"web/shop:v4","digest":"%1$s","where":"here","scan":{"state":"unreadable","worst":"","counts":{}}},
                {"image":"web/shop:v5","digest":"%1$s","where":"here","scan":{"state":"part","worst":"LOW","counts":{"LOW":1}}},
                {"image":"web/chart:v1","digest":"%1$s","where":"here"}]}""".formatted(DIGEST));

        assertThat(shell.run("image-list web --va")).isZero();

        assertThat(shell.out().lines().map(line -> line.replaceFirst(".*  ", "")))
                .containsExactly("VULNERABILITIES", "HIGH 2H 7L", "NONE", "SCANNING", "UNREADABLE", "PART LOW 1L", "-");
        assertThat(shell.run("image-list web --va --at 1h")).isEqualTo(ExitCode.WRONG_USAGE);
    }
}
