package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import tools.jackson.databind.JsonNode;

/// Deleting, the trash and restoring, over HTTP.
@DisplayName("The trash of the API")
final class ApiTrashTest {
    private static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String IMAGES = "/api/v1/images/";
    private static final String TRASH = "/api/v1/trash";
    private static final String RESTORES = "/api/v1/restores";
    private static final String APP = "team/app";

    private static Digest push(ApiClient client, String repository, String reference, String content) {
        TestRegistry registry = client.registry();
        Digest blob = registry.push(repository, content);
        String descriptor =
                "{\"mediaType\":\"application/x\",\"digest\":\"" + blob + "\",\"size\":" + content.length() + "}";
        return manifest(
                registry,
                repository,
                reference,
                IMAGE,
                "{\"schemaVersion\":2,\"mediaType\":\"" + IMAGE + "\",\"config\":" + descriptor + ",\"layers\":[]}");
    }

    private static Digest manifest(
            TestRegistry registry, String repository, String reference, String type, String document) {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.of(Digest.Algorithm.SHA256, bytes);
        var answer = registry.send(
                "PUT",
                "/v2/" + repository + "/manifests/" + (reference.isEmpty() ? digest : reference),
                bytes,
                "Content-Type",
                type);
        assertThat(answer.statusCode()).as(TestRegistry.text(answer)).isEqualTo(201);
        return digest;
    }

    private static int pull(ApiClient client, String reference) {
        return client.registry().get("/v2/" + APP + "/manifests/" + reference).statusCode();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asString()));
        return texts;
    }

    private static JsonNode trash(ApiClient client, String on) {
        return client.get(TRASH + "?on=" + on).expect(200).json().path("items");
    }

    private static String image(String image) {
        return "{\"image\":\"" + image + "\"}";
    }

    @OnBothDatabases
    void aTagGoesWithItsImageAndComesBack(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            Digest digest = push(admin, APP, "v1", "0123456789");

            JsonNode deleted =
                    admin.delete(IMAGES + APP + "?reference=v1").expect(200).json();

            assertThat(deleted.path("image").asString()).isEqualTo("team/app:v1");
            assertThat(deleted.path("digest").asString()).isEqualTo(digest.toString());
            assertThat(deleted.path("manifests").asLong()).isEqualTo(1);
            assertThat(deleted.path("bytes").asLong()).isGreaterThan(10);
            assertThat(deleted.has("until")).isTrue();
            assertThat(pull(admin, "v1")).isEqualTo(404);
            assertThat(pull(admin, digest.toString())).isEqualTo(404);
            JsonNode items = trash(admin, "team");
            assertThat(items.size()).isEqualTo(1);
            assertThat(texts(items.path(0).path("tags"))).containsExactly("v1");
            JsonNode quota =
                    admin.get("/api/v1/quota?namespace=team").expect(200).json();
            assertThat(quota.path("usedBytes").asLong()).isZero();
            assertThat(quota.path("trashBytes").asLong())
                    .isEqualTo(deleted.path("bytes").asLong());

            JsonNode restored =
                    admin.post(RESTORES, image("team/app:v1")).expect(200).json();

            assertThat(restored.path("taken").size()).isZero();
            assertThat(pull(admin, "v1")).isEqualTo(200);
            assertThat(trash(admin, "team").size()).isZero();
            quota = admin.get("/api/v1/quota?namespace=team").expect(200).json();
            assertThat(quota.path("trashBytes").asLong()).isZero();
            assertThat(quota.path("usedBytes").asLong()).isPositive();
        }
    }

    @OnBothDatabases
    void forecastIsWhatIsThenDeletedAndComesBack(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            Digest child = push(admin, APP, "", "child");
            Digest index = manifest(
                    admin.registry(),
                    APP,
                    "v1",
                    INDEX,
                    "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[{\"mediaType\":\"" + IMAGE
                            + "\",\"digest\":\"" + child + "\",\"size\":"
                            + admin.registry()
                                    .get("/v2/" + APP + "/manifests/" + child)
                                    .body()
                                    .length
                            + "}]}");
            admin.delete(IMAGES + APP + "?reference=" + child).expect(409);

            JsonNode forecast = admin.get("/api/v1/forecasts/" + APP + "?reference=v1")
                    .expect(200)
                    .json();
            JsonNode deleted = admin.delete(IMAGES + APP + "?reference=" + index)
                    .expect(200)
                    .json();

            assertThat(forecast.path("manifests").size()).isEqualTo(2);
            assertThat(forecast.path("blobs").size()).isEqualTo(1);
            assertThat(forecast.path("bytesNow").asLong()).isZero();
            assertThat(forecast.path("bytesAfterTrash").asLong()).isEqualTo("child".length());
            assertThat(texts(forecast.path("tags"))).isEqualTo(texts(deleted.path("tags")));
            assertThat(deleted.path("manifests").asLong()).isEqualTo(2);
            JsonNode whole = admin.get("/api/v1/forecasts/" + APP).expect(200).json();
            assertThat(whole.path("manifestCount").asLong()).isZero();
            assertThat(admin.get("/api/v1/forecasts?namespace=team")
                            .expect(200)
                            .json()
                            .path("repositories")
                            .asLong())
                    .isEqualTo(1);
            assertThat(admin.delete(TRASH + "?image=" + APP + "@" + index)
                            .expect(200)
                            .json()
                            .path("deletions")
                            .asLong())
                    .isEqualTo(1);
            admin.post(RESTORES, image(APP + "@" + index)).expect(404);
        }
    }

    @OnBothDatabases
    void aTagThatPointsElsewhereByNowStays(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            Digest old = push(admin, APP, "v1", "old");
            push(admin, APP, "latest", "old");
            admin.delete(IMAGES + APP + "?reference=v1&allTags=true").expect(200);
            Digest young = push(admin, APP, "v1", "young");

            ApiClient.Answer one = admin.post(RESTORES, image("team/app:v1")).expect(409);
            assertThat(one.message()).contains("team/app:v1", young.toString(), "image-restore");
            JsonNode all =
                    admin.post(RESTORES, image(APP + "@" + old)).expect(200).json();

            assertThat(all.path("taken").path(0).path("image").asString()).isEqualTo("team/app:v1");
            assertThat(pull(admin, old.toString())).isEqualTo(200);
            assertThat(TestRegistry.header(
                            admin.registry().get("/v2/" + APP + "/manifests/v1"), "Docker-Content-Digest"))
                    .isEqualTo(young.toString());
            assertThat(pull(admin, "latest")).isEqualTo(200);
        }
    }

    @OnBothDatabases
    void untaggingIsConditionalAndLeavesTheImage(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            Digest digest = push(admin, APP, "v1", "x");
            String untag = IMAGES + APP + "?reference=v1&untag=true";

            admin.delete(untag, "If-Match", "\"sha256:" + "0".repeat(64) + "\"").expect(412);
            admin.delete(IMAGES + APP + "?reference=" + digest + "&untag=true").expect(400);
            admin.delete(IMAGES + APP + "?reference=none").expect(404);
            admin.delete(IMAGES + APP).expect(400);
            JsonNode gone = admin.delete(untag, "If-Match", "\"" + digest + "\"")
                    .expect(200)
                    .json();

            assertThat(gone.path("manifests").asLong()).isZero();
            assertThat(pull(admin, "v1")).isEqualTo(404);
            assertThat(pull(admin, digest.toString())).isEqualTo(200);
            JsonNode plan = admin.post("/api/v1/prunes", "{\"on\":\"team\",\"dryRun\":true}")
                    .expect(200)
                    .json();
            assertThat(plan.path("items").path(0).path("image").asString()).isEqualTo(APP + "@" + digest);
            assertThat(pull(admin, digest.toString())).isEqualTo(200);
            assertThat(admin.post("/api/v1/prunes", "{\"on\":\"team/app\"}")
                            .expect(200)
                            .json()
                            .path("items"))
                    .isEqualTo(plan.path("items"));
            assertThat(pull(admin, digest.toString())).isEqualTo(404);
        }
    }

    @OnBothDatabases
    void aLockedImageStays(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            Digest digest = push(admin, APP, "v1", "x");
            String lock = "/api/v1/locks/" + APP;
            admin.put(lock + "?reference=none", "{\"reason\":\"x\"}").expect(404);
            admin.put(lock + "?reference=v1", "{\"reason\":\"\"}").expect(400);
            assertThat(admin.put(lock + "?reference=v1", "{\"reason\":\"in production\"}")
                            .expect(200)
                            .json()
                            .path("digest")
                            .asString())
                    .isEqualTo(digest.toString());

            assertThat(admin.delete(IMAGES + APP + "?reference=" + digest)
                            .expect(409)
                            .message())
                    .contains("in production", "image-unlock");
            assertThat(admin.post("/api/v1/prunes", "{\"on\":\"team\"}")
                            .expect(200)
                            .json()
                            .path("items")
                            .size())
                    .isZero();
            assertThat(admin.get(lock).expect(200).json().path("items").size()).isEqualTo(1);
            admin.delete(lock + "?reference=" + digest).expect(204);
            admin.delete(lock + "?reference=" + digest).expect(404);
            admin.delete(IMAGES + APP + "?reference=" + digest).expect(200);
        }
    }

    @OnBothDatabases
    void repositoriesAndNamespacesLieInTheTrashAndComeBack(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            push(admin, APP, "v1", "x");
            push(admin, "team/other", "v1", "y");
            admin.delete("/api/v1/repositories/" + APP).expect(409);
            assertThat(admin.delete("/api/v1/repositories/" + APP + "?force=true")
                            .expect(200)
                            .json()
                            .has("until"))
                    .isTrue();
            assertThat(pull(admin, "v1")).isEqualTo(404);
            admin.post("/api/v1/repositories", "{\"name\":\"team/app\"}").expect(201);
            assertThat(admin.post(RESTORES, image(APP)).expect(409).message()).contains(APP);
            admin.delete("/api/v1/repositories/" + APP).expect(200);
            admin.delete(TRASH + "?image=team/app:none").expect(404);

            admin.delete("/api/v1/namespaces/team").expect(409);
            assertThat(admin.delete("/api/v1/namespaces/team?force=true")
                            .expect(200)
                            .json()
                            .has("until"))
                    .isTrue();
            admin.get("/api/v1/namespaces/team").expect(404);
            assertThat(admin.post("/api/v1/namespaces", "{\"name\":\"team\"}")
                            .expect(409)
                            .message())
                    .contains("image-restore team");
            admin.post(RESTORES, image("team")).expect(200);
            admin.get("/api/v1/namespaces/team").expect(200);
            assertThat(admin.registry().get("/v2/team/other/manifests/v1").statusCode())
                    .isEqualTo(200);

            admin.delete("/api/v1/namespaces/team?force=true").expect(200);
            assertThat(admin.delete(TRASH + "?image=team")
                            .expect(200)
                            .json()
                            .path("deletions")
                            .asLong())
                    .isPositive();
            assertThat(admin.post("/api/v1/namespaces", "{\"name\":\"team\"}")
                            .expect(409)
                            .message())
                    .contains("being emptied");
            admin.post(RESTORES, image("team")).expect(404);
        }
    }

    @OnBothDatabases
    void whoMaySeesRestoresAndEmpties(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            push(admin, APP, "v1", "x");
            push(admin, "team/secret", "v1", "y");
            push(admin, "team/gone", "v1", "z");
            ApiClient reader = member(admin, "reader", "reader", "team");
            ApiClient some = member(admin, "some", "maintainer", APP);
            ApiClient maintainer = member(admin, "maintainer", "maintainer", "team");
            ApiClient owner = member(admin, "owner", "owner", "team");
            ApiClient stranger = admin.user("stranger");
            admin.delete(IMAGES + "team/secret?reference=v1").expect(200);
            admin.delete("/api/v1/repositories/team/gone?force=true").expect(200);
            reader.delete(IMAGES + APP + "?reference=v1").expect(403);
            reader.get("/api/v1/forecasts/" + APP + "?reference=v1").expect(403);
            some.delete(IMAGES + APP + "?reference=v1").expect(200);

            assertThat(trash(reader, "team").size()).isZero();
            assertThat(trash(some, "team").size()).isEqualTo(1);
            assertThat(trash(some, "team/secret").size()).isZero();
            assertThat(trash(maintainer, "team").size()).isEqualTo(3);
            stranger.get(TRASH + "?on=team").expect(404);
            for (String image : List.of("team/app:v1", "team/secret:v1", "team/none:v1", "team/gone", "team")) {
                stranger.post(RESTORES, image(image)).expect(404);
                stranger.delete(TRASH + "?image=" + image).expect(404);
            }
            reader.post(RESTORES, image("team/app:v1")).expect(403);
            some.post(RESTORES, image("team/secret:v1")).expect(404);
            some.delete(TRASH + "?image=team/app:v1").expect(403);
            maintainer.delete(TRASH + "?image=team").expect(403);
            maintainer.post(RESTORES, image("team/gone")).expect(200);
            some.post(RESTORES, image("team/app:v1")).expect(200);
            assertThat(owner.delete(TRASH + "?image=team")
                            .expect(200)
                            .json()
                            .path("deletions")
                            .asLong())
                    .isEqualTo(1);
            assertThat(admin.get("/api/v1/audit?namespace=team&action=trash.purge")
                            .expect(200)
                            .text())
                    .contains("\"name\":\"owner\"");
        }
    }

    private static ApiClient member(ApiClient admin, String name, String role, String on) {
        ApiClient member = admin.user(name);
        admin.put("/api/v1/grants", "{\"role\":\"" + role + "\",\"to\":\"" + name + "\",\"on\":\"" + on + "\"}")
                .expect(201);
        return member;
    }

    @OnBothDatabases
    void withoutTrashItIsGoneAtOnce(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            Digest digest = push(admin, APP, "v1", "x");
            assertThat(admin.patch("/api/v1/namespaces/team", "{\"keeping\":{\"trashKeep\":\"0s\"}}")
                            .expect(200)
                            .json()
                            .path("keeping")
                            .path("trashKeep")
                            .asString())
                    .isIn("0s", "0d");
            admin.patch("/api/v1/namespaces/team", "{\"keeping\":{\"trashKeep\":\"999999d\"}}")
                    .expect(400);

            assertThat(admin.delete(IMAGES + APP + "?reference=v1")
                            .expect(200)
                            .json()
                            .has("until"))
                    .isFalse();

            assertThat(trash(admin, "team").size()).isZero();
            admin.post(RESTORES, image(APP + "@" + digest)).expect(404);
        }
    }
}
