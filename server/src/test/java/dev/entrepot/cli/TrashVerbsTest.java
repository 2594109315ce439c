package dev.entrepot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people and programs read of deletions and of the trash.
final class TrashVerbsTest {
    private static final String DIGEST = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final String CONFLICT = "{\"errors\":[{\"code\":\"CONFLICT\",\"message\":\"said so\"}]}";

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
    void trashHasALineForEachNameThatWasTaken() {
        server.on("GET /trash?on=web&limit=1000", 200, """
                {"items":[{"id":"3","kind":"manifest","namespace":"web","repository":"web/shop","digest":"%1$s","tags":["v1","latest"],
                "deletedAt":"2026-11-23T22:00:01Z","deletedBy":"alice","cause":"request","until":"2026-12-23T22:00:01Z","manifests":2,"bytes":1610612736},
                {"id":"2","kind":"manifest","namespace":"web","repository":"web/shop","digest":"%1$s","tags":[],
                "deletedAt":"2026-11-22T08:00:00Z","deletedBy":"web+ci","cause":"prune","until":"2026-12-22T08:00:00Z","manifests":1,"bytes":512},
                {"id":"1","kind":"repository","namespace":"web","repository":"web/old","tags":[],
                "deletedAt":"2026-11-21T08:00:00Z","deletedBy":"bob","cause":"request","until":"2026-12-21T08:00:00Z","manifests":9,"bytes":2048}]}""".formatted(DIGEST));

        assertThat(shell.run("trash-list web")).isZero();

        assertThat(shell.out()).isEqualTo("""
                IMAGE                                                                             DIGEST               DELETED           BY      UNTIL                  BYTES     SIZE
                web/shop:v1                                                                       sha256:0123456789ab  2026-11-23 22:00  alice   2026-12-23 22:00  1610612736  1.5 GiB
                web/shop:latest                                                                   sha256:0123456789ab  2026-11-23 22:00  alice   2026-12-23 22:00  1610612736  1.5 GiB
                web/shop@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  sha256:0123456789ab  2026-11-22 08:00  web+ci  2026-12-22 08:00         512    512 B
                web/old                                                                                                2026-11-21 08:00  bob     2026-12-21 08:00        2048  2.0 KiB
                """);
        shell.run("trash-list web -o json");
        assertThat(shell.out()).contains("\"deletedBy\": \"bob\"").startsWith("[\n");
    }

    @Test
    void anEmptyTrashIsToldToPeople() {
        server.on("GET /trash?on=web&limit=1000", 200, "{\"items\":[]}");

        assertThat(shell.run("trash-list web")).isZero();

        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).contains("nothing that you could restore");
    }

    @Test
    void deletionTellsWhatWentUntilWhenAndTheWayBack() {
        server.on("DELETE /images/web/shop?reference=v1", 200, """
                {"id":"1","image":"web/shop:v1","repository":"web/shop","digest":"%s","tags":["v1"],"manifests":3,"bytes":2048,"until":"2026-12-23T22:00:01Z"}""".formatted(DIGEST))
                .on("DELETE /images/web/shop?reference=v2", 200, """
                        {"image":"web/shop:v2","repository":"web/shop","digest":"%s","tags":["v2"],"manifests":1,"bytes":10}""".formatted(DIGEST));

        assertThat(shell.run("image-rm web/shop:v1")).isZero();
        assertThat(shell.err()).isEqualTo("""
                web/shop:v1 is deleted, with the image sha256:0123456789ab.
                In the trash until 2026-12-23 22:00, 2.0 KiB; `entrepot image-restore web/shop:v1` brings it back.
                """);
        assertThat(shell.run("image-rm web/shop:v2")).isZero();
        assertThat(shell.err()).contains("web/shop:v2 is deleted", "for good.");
    }

    @Test
    void severalImagesGoOneByOneAndTheFirstFailureIsTheExitCode() {
        server.on("DELETE /images/web/shop?reference=v1", 409, CONFLICT)
                .on("DELETE /images/web/shop?reference=v2", 200, "{\"image\":\"web/shop:v2\"}")
                .on("DELETE /images/web/shop?reference=v3", 200, "{\"image\":\"web/shop:v3\"}");

        assertThat(shell.run("image-rm web/shop:v1 web/shop:v2 web/shop:v3 -o json"))
                .isEqualTo(ExitCode.FAILED);

        assertThat(shell.out())
                .isEqualTo(
                        "[\n  {\n    \"image\": \"web/shop:v2\"\n  },\n  {\n    \"image\": \"web/shop:v3\"\n  }\n]\n");
        assertThat(shell.err()).isEqualTo("entrepot: said so\n");
        assertThat(shell.run("image-rm web/shop")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(shell.err()).contains("repository-rm");
        assertThat(shell.run("image-untag web/shop@" + DIGEST)).isEqualTo(ExitCode.WRONG_USAGE);
    }

    @Test
    void anExpectedDigestIsSentAlong() {
        shell.run("image-untag web/shop:v1 --if-match " + DIGEST);

        assertThat(server.matches()).containsExactly("\"" + DIGEST + "\"");
    }

    @Test
    void forecastNamesEverythingAndCountsBytes() {
        server.on("GET /forecasts/web/shop?reference=v1", 200, """
                {"image":"web/shop:v1","repository":"web/shop","tags":["v1"],"manifests":["%s"],"blobs":["%s"],
                "bytesNow":0,"bytesAfterTrash":2048,"until":"2026-12-23T22:00:01Z"}""".formatted(DIGEST, DIGEST));

        assertThat(shell.run("image-rm --dry-run web/shop:v1")).isZero();

        assertThat(shell.out()).isEqualTo("""
                web/shop:v1
                  tags: 1
                    web/shop:v1
                  manifests: 1
                    web/shop@%1$s
                  blobs that nothing else holds: 1
                    %1$s
                  bytes that come back now: 0 B
                  bytes that come back after the trash: 2048 B (2.0 KiB), 2026-12-23 22:00
                """.formatted(DIGEST));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void forecastOfAWholeRepositoryCounts() {
        server.on("GET /forecasts/web/shop", 200, """
                {"image":"web/shop","repositories":1,"tagCount":3,"manifestCount":4,"blobCount":0,"bytesAfterTrash":512}""");

        assertThat(shell.run("repository-rm --dry-run web/shop")).isZero();

        assertThat(shell.out()).isEqualTo("""
                web/shop
                  repositories:                  1
                  tags:                          3
                  manifests:                     4
                  blobs that nothing else holds: 0
                  bytes that come back after the trash: 512 B
                """);
    }

    @Test
    void whatIsTakenIsToldAndEndsWithOne() {
        server.on("POST /restores", 200, """
                {"image":"web/shop@%1$s","repository":"web/shop","tags":["latest"],"manifests":["%1$s"],"missing":[],"repositories":0,
                "taken":[{"image":"web/shop:v1","was":"%1$s","now":"sha256:9","reason":"web/shop:v1 points to sha256:9 by now"}]}""".formatted(DIGEST));

        assertThat(shell.run("image-restore web/shop@" + DIGEST)).isEqualTo(ExitCode.FAILED);

        assertThat(shell.err()).isEqualTo("""
                web/shop:latest is back.
                web/shop@%s is back.
                Not restored: web/shop:v1 points to sha256:9 by now
                """.formatted(DIGEST));
        server.on("POST /restores", 409, CONFLICT);
        assertThat(shell.run("image-restore web/shop:v1")).isEqualTo(ExitCode.FAILED);
        assertThat(shell.run("image-restore web/shop:v1")).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void pruningGoesOnToTheEnd() {
        server.on("POST /prunes", 200, """
                {"items":[{"image":"web/shop@sha256:1","repository":"web/shop","digest":"sha256:1","bytes":1024,"pushedAt":"2026-11-01T00:00:00Z"}],"next":"web/shop@sha256:1"}""").on("POST /prunes", 200, """
                {"items":[{"image":"web/shop@sha256:2","repository":"web/shop","digest":"sha256:2","bytes":1024,"pushedAt":"2026-11-01T00:00:00Z"}]}""");

        assertThat(shell.run("image-prune-untagged web")).isZero();

        assertThat(shell.out()).contains("web/shop@sha256:1", "web/shop@sha256:2");
        assertThat(shell.err()).isEqualTo("Untagged images deleted: 2, of 2.0 KiB.\n");
        assertThat(server.requests())
                .containsExactly(
                        "POST /prunes {\"on\": \"web\",\"dryRun\": false}",
                        "POST /prunes {\"on\": \"web\",\"dryRun\": false,\"after\": \"web/shop@sha256:1\"}");
    }

    @Test
    void whatIsNotThereIsNoRefusal() {
        server.on(
                "DELETE /images/web/shop?reference=v9",
                404,
                "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"there is no web/shop:v9\"}]}");

        assertThat(shell.run("image-rm web/shop:v9")).isEqualTo(ExitCode.FAILED);
    }
}
