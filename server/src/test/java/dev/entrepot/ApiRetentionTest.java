package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.ApiClient.Answer;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/// Policies, plans, runs, pulls and deployments, over real HTTP.
@DisplayName("Retention in /api/v1")
final class ApiRetentionTest {
    private static final String RETENTION = "/api/v1/retention";

    private static String push(ApiClient admin, String tag) {
        String text = "layer of " + tag;
        Digest blob = admin.registry().push("team/app", text);
        String descriptor =
                "{\"mediaType\":\"application/x\",\"digest\":\"" + blob + "\",\"size\":" + text.length() + "}";
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"config\":"
                + descriptor + ",\"layers\":[" + descriptor + "]}";
        admin.put("/v2/team/app/manifests/" + tag, manifest, "Content-Type", MediaType.OCI_MANIFEST.text())
                .expect(201);
        return Digest.of(Digest.Algorithm.SHA256, manifest.getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    @OnBothDatabases
    void policiesAreSetPlannedAndRun(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.put(RETENTION + "?on=team", "{\"rules\":[\"keep newest 1\",\"drop all\"]}")
                    .expect(200);
            assertThat(admin.put(RETENTION + "?on=team", "{\"rules\":[\"hold newest 1\"]}")
                            .expect(400)
                            .message())
                    .contains("\"hold newest 1\" is no rule");
            assertThat(admin.patch("/api/v1/namespaces/team", "{\"keeping\":{\"retention\":\"alone\"}}")
                            .expect(400)
                            .message())
                    .contains("policy of a repository");
            push(admin, "v1");
            push(admin, "v2");

            assertThat(admin.get(RETENTION + "?namespace=team").expect(200).text())
                    .isEqualTo("{\"items\":[{\"on\":\"team\",\"rules\":[\"keep newest 1\",\"drop all\"]}]}");
            Answer plan = admin.get(RETENTION + "/plan?namespace=team").expect(200);
            assertThat(plan.json().path("items").path(0).path("image").asString())
                    .isEqualTo("team/app:v1");
            assertThat(plan.json().path("items").path(0).path("fate").asString())
                    .isEqualTo("drop");
            String id = admin.post("/api/v1/jobs", "{\"kind\":\"retention\",\"namespace\":\"team\"}")
                    .expect(202)
                    .json()
                    .path("id")
                    .asString();
            Answer job = admin.get("/api/v1/jobs/" + id + "?wait=20s").expect(200);

            assertThat(job.json().path("state").asString()).isEqualTo("done");
            assertThat(job.json().path("result").path("droppedTags").asLong()).isEqualTo(1);
            admin.get("/v2/team/app/manifests/v1").expect(404);
            admin.get("/v2/team/app/manifests/v2").expect(200);
        }
    }

    @OnBothDatabases
    void pullsOfInspectorsDoNotCount(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            push(admin, "v1");
            push(admin, "v2");
            Actors actors = new Actors(admin.registry());
            String inspector =
                    Actors.basic("team+scanner", actors.robot(Actors.ADMIN, "team+scanner", "inspect:team/*"));
            String puller = Actors.basic("team+puller", actors.robot(Actors.ADMIN, "team+puller", "pull:team/*"));
            String path = "/v2/team/app/manifests/v1";

            assertThat(actors.get(inspector, path).status()).isEqualTo(200);
            assertThat(actors.get(inspector, path).status()).isEqualTo(200);
            assertThat(actors.send(puller, "HEAD", path, "").status()).isEqualTo(200);
            assertThat(actors.get(puller, "/v2/team/app/manifests/v2").status()).isEqualTo(200);
            assertThat(actors.send(inspector, "DELETE", path, "").status()).isEqualTo(403);
            assertThat(admin.post("/api/v1/tokens", "{\"name\":\"n\",\"scopes\":[\"inspect:team/*\"]}")
                            .expect(400)
                            .message())
                    .contains("inspect is for robots");
        }

        try (TestDatabase again = test.again()) {
            List<String> pulled = again.database()
                    .read(sql -> sql.list("SELECT name FROM tag WHERE pulled_at IS NOT NULL", row -> row.text(1)));
            assertThat(pulled).containsExactly("v2");
        }
    }

    @OnBothDatabases
    void whatRunsIsReportedByWhoHoldsARoleThere(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            String digest = push(admin, "v1");
            admin.patch("/api/v1/repositories/team/app", "{\"visibility\":\"public\"}")
                    .expect(200);
            ApiClient stranger = admin.user("stranger");
            String report = "{\"images\":[\"team/app@" + digest + "\"],\"expires\":\"2d\"}";

            stranger.put("/api/v1/deployments/production", report).expect(404);
            admin.put("/api/v1/deployments/production", report).expect(200);
            admin.put("/api/v1/deployments/production", "{\"images\":[\"team/app:v1\"]}")
                    .expect(400);
            admin.put(RETENTION + "?on=team/app", "{\"rules\":[\"drop all\"]}").expect(200);

            assertThat(admin.get("/api/v1/deployments?namespace=team")
                            .expect(200)
                            .names())
                    .containsExactly("production");
            assertThat(admin.get(RETENTION + "/plan?namespace=team").text()).contains("it is deployed: production");
            stranger.delete("/api/v1/deployments/production").expect(404);
            admin.delete("/api/v1/deployments/production?namespace=team").expect(204);
            assertThat(admin.get(RETENTION + "/plan?namespace=team").text()).contains("drop all (policy of team/app)");
        }
    }
}
