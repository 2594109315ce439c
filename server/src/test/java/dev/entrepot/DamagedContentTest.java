package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import tools.jackson.databind.JsonNode;

/// Damaged bytes, as clients meet them.
@DisplayName("Damaged content over HTTP")
final class DamagedContentTest {
    private static final int BLOBS = 20;

    @OnBothDatabases
    void whatScrubFoundIsServedToNobodyUntilItIsPushedAgain(TestDatabase test) throws IOException {
        Path blobs = test.data().resolve("blobs");
        try (ApiClient admin = ApiClient.admin(test)) {
            TestRegistry registry = admin.registry();
            for (int i = 0; i < BLOBS; i++) {
                registry.push("team/app", "layer " + i);
            }
            String image = ForeignFolder.image("layer 0", "layer 1");
            registry.push("team/app", ForeignFolder.config("layer 0", "layer 1"));
            put(registry, image, "1", 201);
            for (Path file : files(blobs)) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 4;
                Files.write(file, bytes);
            }

            JsonNode report = scrub(admin);

            assertThat(report.path("damagedBlobs").asInt()).isEqualTo(BLOBS + 1);
            assertThat(report.path("damaged").toString()).contains("\"team/app:1\"");
            assertThat(TestRegistry.text(registry.get("/metrics"))).contains("entrepot_blobs_damaged 21");
            for (int i = 0; i < BLOBS; i++) {
                Digest digest = ForeignFolder.digest("layer " + i);
                assertThat(TestRegistry.text(registry.get("/v2/team/app/blobs/" + digest)))
                        .contains("BLOB_UNKNOWN", "push the blob again");
                assertThat(registry.send("HEAD", "/v2/team/app/blobs/" + digest, new byte[0])
                                .statusCode())
                        .isEqualTo(404);
                assertThat(registry.send(
                                        "POST",
                                        "/v2/team/other/blobs/uploads/?mount=" + digest + "&from=team/app",
                                        new byte[0])
                                .statusCode())
                        .isEqualTo(202);
            }
            assertThat(TestRegistry.text(put(registry, image, "2", 400))).contains("MANIFEST_BLOB_UNKNOWN");

            for (int i = 0; i < BLOBS; i++) {
                registry.push("team/app", "layer " + i);
                assertThat(TestRegistry.text(registry.get("/v2/team/app/blobs/" + ForeignFolder.digest("layer " + i))))
                        .isEqualTo("layer " + i);
            }
            registry.push("team/app", ForeignFolder.config("layer 0", "layer 1"));
            put(registry, image, "2", 201);
            assertThat(scrub(admin).path("sound").asBoolean()).isTrue();
        }
    }

    @OnBothDatabases
    void aFileThatIsGoneIsNotedByTheRequestThatMissesIt(TestDatabase test) throws IOException {
        Path blobs = test.data().resolve("blobs");
        try (ApiClient admin = ApiClient.admin(test)) {
            TestRegistry registry = admin.registry();
            String path = "/v2/team/app/blobs/" + registry.push("team/app", "soon gone");
            assertThat(registry.get(path).statusCode()).isEqualTo(200);
            Files.delete(files(blobs).getFirst());

            assertThat(registry.get(path).statusCode()).isNotEqualTo(200);

            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            String answer = "";
            while (!answer.contains("push the blob again") && System.nanoTime() < deadline) {
                answer = TestRegistry.text(registry.get(path));
            }
            assertThat(answer).contains("BLOB_UNKNOWN", "push the blob again");
            registry.push("team/app", "soon gone");
            assertThat(TestRegistry.text(registry.get(path))).isEqualTo("soon gone");
        }
    }

    private static HttpResponse<byte[]> put(TestRegistry registry, String image, String tag, int expected) {
        HttpResponse<byte[]> answer = registry.send(
                "PUT",
                "/v2/team/app/manifests/" + tag,
                image.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                MediaType.OCI_MANIFEST.text());
        assertThat(answer.statusCode()).as(TestRegistry.text(answer)).isEqualTo(expected);
        return answer;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static JsonNode scrub(ApiClient admin) {
        String job =
                admin.post("/api/v1/jobs", "{\"kind\":\"scrub\"}").expect(202).header("Location");
        JsonNode ended = admin.get(job + "?wait=30s").expect(200).json();
        assertThat(ended.path("state").asString()).as(ended.toString()).isEqualTo("done");
        return ended.path("result");
    }
}
