package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.backup.RestoreOrder;
import dev.entrepot.backup.RestoreReport;
import dev.entrepot.backup.Watch;
import dev.entrepot.cli.EntrepotCommand;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A running registry is backed up over its API, restored on SQLite, and started again.
final class RestoredRegistryTest {
    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

    @TempDir
    private Path temporary;

    /// What the registry had that was backed up.
    @SuppressWarnings("ArrayRecordComponent")
    private record Was(byte[] manifest, Digest blob, String token, String robot) {}

    private Path backups() {
        return temporary.resolve("backups");
    }

    private Was backedUp(TestDatabase test, String parameters) {
        try (ApiClient admin = ApiClient.admin(test)) {
            TestRegistry registry = admin.registry();
            Digest blob = registry.push("team/app", "0123456789");
            byte[] manifest = manifest(blob);
            assertThat(registry.send("PUT", "/v2/team/app/manifests/1", manifest, "Content-Type", TYPE)
                            .statusCode())
                    .isEqualTo(201);
            String robot = admin.post("/api/v1/robots", "{\"name\":\"team+ci\",\"allow\":[\"pull:team/*\"]}")
                    .expect(201)
                    .json()
                    .path("secret")
                    .asString();
            String token = json(registry.get(
                            "/auth/token?service=127.0.0.1:" + registry.port() + "&scope=repository:team/app:pull"))
                    .path("token")
                    .asString();
            String request = "{\"kind\":\"backup\",\"parameters\":{\"dir\":\"" + backups() + "\"" + parameters + "}}";
            String job = admin.post("/api/v1/jobs", request).expect(202).header("Location");
            JsonNode done = admin.get(job + "?wait=20s").expect(200).json();
            assertThat(done.path("state").asString()).as(done.toString()).isEqualTo("done");
            assertThat(done.path("result").path("sound").asBoolean()).isTrue();
            assertThat(done.path("result").path("copiedBytes").asLong()).isEqualTo(10);
            return new Was(manifest, blob, token, robot);
        }
    }

    private static byte[] manifest(Digest blob) {
        String descriptor = "{\"mediaType\":\"application/x\",\"digest\":\"" + blob + "\",\"size\":10}";
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + TYPE + "\",\"config\":" + descriptor + ",\"layers\":["
                        + descriptor + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private RestoreReport restored(Path data, boolean revoke) throws IOException {
        Config config = Config.load(Map.of("data", data.toString()), Map.of(), Map.of(), Optional.empty());
        return Restoring.run(config, new RestoreOrder(backups(), Optional.empty(), false, revoke), Watch.NONE);
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return new JsonMapper().readTree(answer.body());
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<byte[]> pull(TestRegistry registry, String authorization) {
        return registry.get("/v2/team/app/manifests/1", "Authorization", authorization);
    }

    @OnBothDatabases
    void aRestoredRegistryServesTheSameDigestsAndEndsOldTokens(TestDatabase test) throws IOException {
        Was was = backedUp(test, "");
        Path data = temporary.resolve("data");

        assertThat(run("verify-backup", backups().toString(), "--deep")).isZero();
        assertThat(run("restore", backups().toString(), "--data", data.toString()))
                .isZero();

        try (TestRegistry registry = new TestRegistry(data, Map.of())) {
            HttpResponse<byte[]> manifest =
                    registry.get("/v2/team/app/manifests/" + Digest.of(Digest.Algorithm.SHA256, was.manifest()));
            assertThat(manifest.body()).isEqualTo(was.manifest());
            assertThat(registry.get("/v2/team/app/blobs/" + was.blob()).body())
                    .asString()
                    .isEqualTo("0123456789");
            assertThat(pull(registry, basic("team+ci", was.robot())).statusCode())
                    .isEqualTo(200);
            assertThat(pull(registry, "Bearer " + was.token()).statusCode()).isEqualTo(401);

            registry.push("team/app", "after the restore");
            JsonNode audit = chained(registry);
            assertThat(audit.path("sound").asBoolean()).as(audit.toString()).isTrue();
            assertThat(json(registry.get("/api/v1/audit?action=registry.restore"))
                            .path("items"))
                    .hasSize(1);
        }
    }

    private static int run(String... words) {
        return EntrepotCommand.run(words, Main.starts());
    }

    @OnBothDatabases
    void whatIsMissingEndsWithCodeFour(TestDatabase test) throws IOException {
        Was was = backedUp(test, "");
        Files.delete(backups()
                .resolve("blobs/sha256")
                .resolve(was.blob().encoded().substring(0, 2))
                .resolve(was.blob().encoded()));

        assertThat(run("verify-backup", backups().toString())).isEqualTo(4);
        assertThat(run(
                        "restore",
                        backups().toString(),
                        "--data",
                        temporary.resolve("data").toString()))
                .isEqualTo(4);
        assertThat(run(
                        "restore",
                        backups().toString(),
                        "--data",
                        temporary.resolve("data").toString()))
                .isEqualTo(1);
        assertThat(run("verify-backup", temporary.toString())).isEqualTo(1);
        try (TestRegistry registry = new TestRegistry(temporary.resolve("data"), Map.of())) {
            assertThat(registry.get("/v2/team/app/blobs/" + was.blob()).statusCode())
                    .isEqualTo(404);
            registry.push("team/app", "0123456789");
            assertThat(registry.get("/v2/team/app/blobs/" + was.blob()).statusCode())
                    .isEqualTo(200);
        }
    }

    /// What is looked at when all is chained that was recorded.
    private static JsonNode chained(TestRegistry registry) {
        while (true) {
            JsonNode audit = json(registry.get("/api/v1/audit/verify"));
            if (audit.path("unchained").asLong() == 0) {
                return audit;
            }
            Thread.onSpinWait();
        }
    }

    @OnBothDatabases
    void revokedSecretsOpenNothingAndOneAdminHasANewPassword(TestDatabase test) throws IOException {
        Was was = backedUp(test, ",\"secrets\":true");
        Path data = temporary.resolve("data");

        RestoreReport report = restored(data, true);

        assertThat(report.admin()).isEqualTo("admin");
        assertThat(data.resolve("secret-key")).exists();
        String password = Files.readString(Path.of(report.passwordFile())).strip();
        try (TestRegistry registry = new TestRegistry(data, Map.of())) {
            assertThat(pull(registry, basic("admin", TestRegistry.PASSWORD)).statusCode())
                    .isEqualTo(401);
            assertThat(pull(registry, basic("team+ci", was.robot())).statusCode())
                    .isEqualTo(401);
            assertThat(pull(registry, "Bearer " + was.token()).statusCode()).isEqualTo(401);
            assertThat(pull(registry, basic("admin", password)).body()).isEqualTo(was.manifest());
        }
    }
}
