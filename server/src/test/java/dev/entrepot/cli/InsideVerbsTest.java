package dev.entrepot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.cli.FakeServer.Answer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people and programs read of SBOMs, differences, packages, the vulnerability database and events.
final class InsideVerbsTest {
    private static final String DIGEST = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final String READ =
            "{\"image\":\"web/shop:v1\",\"state\":\"read\",\"problem\":\"\",\"findings\":[]}";
    private static final String SCAN_OF_V1 = "GET /scan?image=web%2Fshop%3Av1&wait=10s";
    private static final String SCAN_OF_V2 = "GET /scan?image=web%2Fshop%3Av2&wait=10s";

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
    void billOfMaterialsIsTheBytesOfTheServerAndNothingElse() {
        String document = "{\"spdxVersion\":\"SPDX-2.3\"}";
        server.on(SCAN_OF_V1, 200, READ)
                .on(
                        "GET /sbom?image=web%2Fshop%3Av1&format=spdx-json",
                        new Answer(200, document, Map.of("Content-Type", "application/spdx+json")));

        assertThat(shell.run("sbom web/shop:v1")).isZero();
        assertThat(shell.out()).isEqualTo(document);
        assertThat(shell.run("sbom web/shop:v1 -f cyclonedx-json --platform linux/arm64"))
                .isZero();

        assertThat(server.requests())
                .last()
                .isEqualTo("GET /sbom?image=web%2Fshop%3Av1&platform=linux%2Farm64&format=cyclonedx-json");
        assertThat(shell.run("sbom web/shop:v1 -f xml")).isEqualTo(ExitCode.WRONG_USAGE);
    }

    @Test
    void whatCannotBeReadHasNoBillOfMaterials() {
        server.on(SCAN_OF_V1, 200, "{\"state\":\"unreadable\",\"problem\":\"is no image\"}");

        assertThat(shell.run("sbom web/shop:v1")).isEqualTo(ExitCode.NOT_AS_IT_MUST_BE);

        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).isEqualTo("web/shop:v1 cannot be scanned: is no image\n");
    }

    @Test
    void attachedOnesAreListed() {
        server.on("GET /sbom/attached?image=web%2Fshop%3Av1", 200, """
                {"items":[{"digest":"%s","format":"spdx-json","tool":"syft-1.0","packages":12,"attachedAt":"2026-11-20T08:09:10Z"}]}""".formatted(DIGEST));

        assertThat(shell.run("sbom web/shop:v1 --attached")).isZero();
        assertThat(shell.out()).isEqualTo("""
                DIGEST               FORMAT     MADE BY   PACKAGES  ATTACHED          PROBLEM
                sha256:0123456789ab  spdx-json  syft-1.0        12  2026-11-20 08:09
                """);
        server.on("GET /sbom/attached?image=web%2Fshop%3Av2", 200, "{\"items\":[]}");
        shell.run("sbom web/shop:v2 --attached");

        assertThat(shell.err()).isEqualTo("Nobody attached one.\n");
        shell.run("sbom web/shop:v2 --attached -o json");
        assertThat(shell.out()).isEqualTo("[]\n");
    }

    @Test
    void differencesHaveASectionForEachKind() {
        server.on(SCAN_OF_V1, 200, READ)
                .on(SCAN_OF_V2, 200, READ)
                .on("GET /diff?from=web%2Fshop%3Av1&to=web%2Fshop%3Av2&files=true", 200, """
                {"from":{"image":"web/shop:v1","digest":"%1$s","platform":"linux/amd64","sizeBytes":1048576},
                "to":{"image":"web/shop:v2","digest":"%1$s","platform":"linux/amd64","sizeBytes":2097152},
                "configuration":[{"name":"user","from":"","to":"app"}],
                "layers":[{"change":"added","digest":"%1$s","sizeBytes":1048576}],
                "packages":[{"change":"changed","type":"deb","package":"zlib1g","from":["1.2.11"],"to":["1.2.13"]}],"added":[],
                "fixed":[{"id":"CVE-2022-37434","severity":"CRITICAL","package":"zlib1g","version":"1.2.11","fixedVersion":"1.2.13"}],
                "files":{"added":1,"removed":7,"changed":1,"problems":["layer x is broken"],"changes":[
                {"change":"added","path":"etc/app\\u001b.conf","toBytes":512,"toMode":"0644"},
                {"change":"changed","path":"bin/app","fromBytes":9,"fromMode":"0644","toBytes":9,"toMode":"0755"}]}}""".formatted(DIGEST));

        assertThat(shell.run("diff web/shop:v1 web/shop:v2 --files")).isZero();

        assertThat(shell.out()).isEqualTo("""
                from: web/shop:v1 sha256:0123456789ab
                to:   web/shop:v2 sha256:0123456789ab
                size: 1.0 MiB → 2.0 MiB

                Configuration
                SETTING  FROM  TO
                user           app

                Layers
                CHANGE  LAYER                   SIZE
                added   sha256:0123456789ab  1.0 MiB

                Packages
                CHANGE   TYPE  PACKAGE  FROM    TO
                changed  deb   zlib1g   1.2.11  1.2.13

                Findings that are gone
                SEVERITY  ID              PACKAGE  VERSION
                CRITICAL  CVE-2022-37434  zlib1g   1.2.11

                Files
                CHANGE   SIZE   MODE       PATH
                added    512 B  0644       etc/app\ufffd.conf
                changed  9 B    0644→0755  bin/app
                … and 7 more
                Not all files are known: layer x is broken
                """);
        assertThat(shell.run("diff web/shop:v1 other.example.org/web/shop:v2")).isEqualTo(ExitCode.WRONG_USAGE);
    }

    @Test
    void imagesThatHaveAPackageAreListed() {
        server.on("GET /packages/search?query=log4j-core%3C2.17&limit=1000", 200, """
                {"items":[{"image":"web/shop:v1","repository":"web/shop","digest":"%1$s","tags":["v1","latest"],"packages":[
                {"type":"maven","name":"org.apache.logging.log4j:log4j-core","version":"2.14.1"}]},
                {"image":"web/old@%1$s","repository":"web/old","digest":"%1$s","tags":[],"packages":[
                {"type":"maven","name":"log4j-core","version":"2.0"},{"type":"maven","name":"log4j-core","version":"2.1"}]}]}""".formatted(DIGEST));

        assertThat(shell.run(new String[] {"package-search", "log4j-core<2.17"}))
                .isZero();

        assertThat(shell.out()).isEqualTo("""
                IMAGE                        DIGEST               PACKAGES
                web/shop:v1                  sha256:0123456789ab  …logging.log4j:log4j-core 2.14.1
                web/shop:latest              sha256:0123456789ab  …logging.log4j:log4j-core 2.14.1
                web/old@sha256:0123456789ab  sha256:0123456789ab  log4j-core 2.0, log4j-core 2.1
                """);
    }

    @Test
    void databaseTellsItsAgeAndWarns() {
        String status = """
                {"importedAt":"%s","advisories":20155,"sizeBytes":1048576,
                "sets":[{"name":"osv-debian","advisories":20155,"sizeBytes":1048576,"importedAt":"%1$s","dataAt":"2026-11-20T00:00:00Z"}],
                "sources":[{"source":"https://osv.example/all.zip","askedAt":"2026-11-23T18:00:00Z","problem":"404"}]}""";
        server.on("GET /vulnerabilities/status", 200, status.formatted("2026-11-23T19:00:00Z"))
                .on("GET /vulnerabilities/status", 200, status.formatted("2026-11-13T19:00:00Z"))
                .on("GET /vulnerabilities/status", 200, "{\"advisories\":0,\"sets\":[]}");

        assertThat(shell.run("db status")).isZero();
        assertThat(shell.out()).isEqualTo("""
                imported:   2026-11-23 19:00
                age:        3 hours
                advisories: 20155
                size:       1.0 MiB

                SET         ADVISORIES     SIZE  DATA OF           IMPORTED
                osv-debian       20155  1.0 MiB  2026-11-20 00:00  2026-11-23 19:00

                SOURCE                       ASKED             PROBLEM
                https://osv.example/all.zip  2026-11-23 18:00  404
                """);
        assertThat(shell.err()).isEmpty();
        shell.run("db status");
        assertThat(shell.err()).contains("The newest data came 10 days ago");
        shell.run("db status");

        assertThat(shell.err()).contains("There is no vulnerability database yet");
    }

    @Test
    void importTellsWhatCameAndWhatCouldNotBeUsed() {
        server.on("POST /jobs", 202, "{\"id\":\"1\",\"kind\":\"vulnerability-import\",\"state\":\"queued\"}")
                .on("GET /jobs/1?wait=10s", 200, """
                        {"id":"1","kind":"vulnerability-import","state":"done","result":{"sound":false,"records":3,"foreign":9,
                        "sets":[{"name":"kev","records":3}],"refusedFiles":["/srv/x.json: is no set that is known"]}}""");

        assertThat(shell.run("db import /srv")).isEqualTo(ExitCode.NOT_AS_IT_MUST_BE);

        assertThat(shell.out()).contains("kev           3");
        assertThat(shell.err())
                .contains(
                        "not used: /srv/x.json: is no set that is known",
                        "3 advisories came; left out: 0 withdrawn, 9 for what is in no image, 0 broken.");
    }

    @Test
    void eventsAreLinesThatFitAScreen() {
        server.on("GET /events?on=web&limit=1000", 200, """
                {"items":[{"id":"2","at":"2026-11-23T20:00:00.123Z","kind":"vulnerability.found","namespace":"web","repository":"web/shop",
                "digest":"%s","body":{"id":"CVE-2021-44228","severity":"CRITICAL","package":"log4j-core"}},
                {"id":"1","at":"2026-11-22T20:00:00Z","kind":"vulnerability.fixed","namespace":"web","body":{"id":"CVE-1"}}]}""".formatted(DIGEST));

        assertThat(shell.run("events web")).isZero();

        assertThat(shell.out()).isEqualTo("""
                TIME              KIND                 ON                            ABOUT
                2026-11-23 20:00  vulnerability.found  web/shop@sha256:0123456789ab  id=CVE-2021-44228, severity=CRITICAL, packa…
                2026-11-22 20:00  vulnerability.fixed  web                           id=CVE-1
                """);
        assertThat(shell.out().lines()).allMatch(line -> line.length() <= 120);
    }
}
