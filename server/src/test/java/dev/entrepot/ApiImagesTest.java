package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Listings, history and inspection over HTTP.
final class ApiImagesTest {
    private static List<String> images(ApiClient client, String path) {
        List<String> images = new ArrayList<>();
        for (JsonNode item : client.get(path).expect(200).json().path("items")) {
            images.add(item.path("image").asString());
        }
        return images;
    }

    @OnBothDatabases
    void everybodySeesWhatHeMayRead(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            String first = Images.push(admin, "web/shop", "v1", "{\"os\":\"linux\"}");
            Images.push(admin, "web/blog", "v1", "blog");
            Images.push(admin, "db/main", "v1", "db");
            ApiClient alice = admin.user("alice");
            admin.put("/api/v1/grants", "{\"role\":\"reader\",\"to\":\"alice\",\"on\":\"web/shop\"}")
                    .expect(201);

            assertThat(images(admin, "/api/v1/images")).containsExactly("db/main:v1", "web/blog:v1", "web/shop:v1");
            assertThat(images(alice, "/api/v1/images")).containsExactly("web/shop:v1");
            assertThat(images(alice, "/api/v1/images?on=web")).containsExactly("web/shop:v1");
            assertThat(images(alice, "/api/v1/digests?on=web/shop")).containsExactly("web/shop@" + first);
            assertThat(images(alice, "/api/v1/images?on=web&at=2999-01-01T00:00Z"))
                    .containsExactly("web/shop:v1");
            assertThat(images(alice, "/api/v1/images?on=web&at=2000-01-01T00:00Z"))
                    .isEmpty();
            assertThat(images(admin, "/api/v1/images?on=web&limit=1&after=web/blog:v1%231"))
                    .isEqualTo(List.of("web/shop:v1"));
            alice.get("/api/v1/images?on=db").expect(404);
            alice.get("/api/v1/images?on=web/blog").expect(404);
            alice.get("/api/v1/images/web/blog?reference=v1").expect(404);
            alice.get("/api/v1/history/web/blog?tag=v1").expect(404);
            alice.get("/api/v1/images?at=2999-01-01T00:00Z").expect(400);
            alice.get("/api/v1/images?on=web&at=yesterday").expect(400);
            alice.get("/api/v1/images?on=web&after=x").expect(400);

            JsonNode inspected = alice.get("/api/v1/images/web/shop?reference=v1")
                    .expect(200)
                    .json();
            assertThat(inspected.at("/config/os").asString()).isEqualTo("linux");
            assertThat(inspected.at("/manifest/schemaVersion").asInt()).isEqualTo(2);
            assertThat(inspected.path("image").asString()).isEqualTo("web/shop@" + first);
            assertThat(admin.get("/api/v1/images/web/blog?reference=v1")
                            .expect(200)
                            .json()
                            .has("config"))
                    .isFalse();
        }
    }

    @OnBothDatabases
    void aTagTellsItsMoves(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            String first = Images.push(admin, "web/shop", "v1", "first");
            String second = Images.push(admin, "web/shop", "v1", "second");
            admin.delete("/v2/web/shop/manifests/v1").expect(202);

            JsonNode page = admin.get("/api/v1/history/web/shop?tag=v1&limit=2")
                    .expect(200)
                    .json();

            assertThat(page.at("/items/0/from").asString()).isEqualTo(second);
            assertThat(page.path("items").path(0).has("to")).isFalse();
            assertThat(page.at("/items/1/from").asString()).isEqualTo(first);
            assertThat(page.at("/items/1/by").asString()).isEqualTo("admin");
            JsonNode last = admin.get("/api/v1/history/web/shop?tag=v1&limit=2&after="
                            + page.path("next").asString())
                    .json();
            assertThat(last.at("/items/0/to").asString()).isEqualTo(first);
            assertThat(last.has("next")).isFalse();
            assertThat(admin.get("/api/v1/history/web/shop?tag=none")
                            .json()
                            .path("items")
                            .size())
                    .isZero();
        }
    }
}
