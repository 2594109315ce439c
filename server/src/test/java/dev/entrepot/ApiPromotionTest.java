package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.ApiClient.Answer;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;

/// Promotion over HTTP.
final class ApiPromotionTest {
    private static Answer move(ApiClient client, String source, String target, String more) {
        return client.post(
                "/api/v1/tags",
                "{\"moves\":[{\"source\":\"" + source + "\",\"target\":\"" + target + "\"" + more + "}]}");
    }

    @OnBothDatabases
    void whoReadsTheSourceAndWritesTheTargetMayPromote(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            String first = Images.push(admin, "build/app", "v1", "first");
            String second = Images.push(admin, "build/app", "v2", "second");
            admin.post("/api/v1/namespaces", "{\"name\":\"live\"}").expect(201);
            ApiClient alice = admin.user("alice");
            grant(admin, "writer", "live");
            assertThat(move(alice, "build/app:v1", "live/app:v1", "")
                            .expect(404)
                            .text())
                    .isEqualTo(move(alice, "none/app:v1", "live/app:v1", "").text());
            grant(admin, "reader", "build");

            move(alice, "build/app:v1", "build/app:v3", "").expect(403);
            assertThat(move(alice, "build/app:none", "live/app:v1", "")
                            .expect(404)
                            .message())
                    .isEqualTo("there is no image build/app:none");
            Answer moved = move(alice, "build/app:v1", "live/app:v1", "").expect(200);

            assertThat(moved.json().at("/items/0/digest").asString()).isEqualTo(first);
            assertThat(alice.get("/v2/live/app/manifests/v1").expect(200).text())
                    .isEqualTo(Images.manifest("first"));
            assertThat(move(alice, "build/app:v2", "live/app:v1", ",\"ifDigest\":\"none\"")
                            .expect(412)
                            .message())
                    .contains("live/app:v1 points to " + first);
            moved = move(alice, "build/app@" + second, "live/app:v1", ",\"ifDigest\":\"" + first + "\"")
                    .expect(200);
            assertThat(moved.json().at("/items/0/previous").asString()).isEqualTo(first);
            assertThat(admin.get("/api/v1/audit?action=image.tag").text())
                    .contains("live/app:v1", "build/app:v1", "build/app@" + second);
        }
    }

    private static void grant(ApiClient admin, String role, String on) {
        admin.put("/api/v1/grants", "{\"role\":\"" + role + "\",\"to\":\"alice\",\"on\":\"" + on + "\"}")
                .expect(201);
    }

    @OnBothDatabases
    void whatIsNoPromotionIsRefused(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            Images.push(admin, "build/app", "v1", "first");
            Images.push(admin, "build/app", "v2", "second");

            move(admin, "build/app", "live/app:v1", "").expect(400);
            move(admin, "build/app:v1", "live/app", "").expect(400);
            move(admin, "build/app:v1", "live/app:v1", ",\"ifDigest\":\"x\"").expect(400);
            admin.post("/api/v1/tags", "{\"moves\":[]}").expect(400);
            admin.post("/api/v1/tags", "{\"moves\":[7]}").expect(400);
            String one = "{\"source\":\"build/app:v1\",\"target\":\"live/app:v1\"}";
            assertThat(admin.post("/api/v1/tags", "{\"moves\":[" + one + "," + one + "]}")
                            .expect(400)
                            .message())
                    .contains("live/app:v1");
            admin.put("/api/v1/immutability?on=build/app", "{\"rules\":[\"v.*\"]}")
                    .expect(200);
            assertThat(move(admin, "build/app:v1", "build/app:v2", "")
                            .expect(403)
                            .message())
                    .contains("the rule \"v.*\" of build/app freezes it");
        }
    }
}
