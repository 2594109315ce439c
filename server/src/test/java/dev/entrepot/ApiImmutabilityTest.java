package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.util.ArrayList;
import java.util.List;

/// Rules for tags that stay, over HTTP.
final class ApiImmutabilityTest {
    private static final String RULES = "/api/v1/immutability?";

    @OnBothDatabases
    void rulesAreSetBeforeTheRepositoryIsThereAndListed(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.put(RULES + "on=web/shop", "{\"rules\":[\"semver:>=1.0.0\",\"!dev-.*\"]}")
                    .expect(200);
            admin.patch("/api/v1/namespaces/web", "{\"template\":{\"immutableTags\":\"t\"}}")
                    .expect(200);
            admin.put(RULES + "on=web", "{\"rules\":[\"v.*\"]}").expect(200);
            admin.post("/api/v1/repositories", "{\"name\":\"web/other\"}").expect(201);

            assertThat(admin.put(RULES + "on=web/shop", "{\"rules\":[\"semver:one\"]}")
                            .expect(400)
                            .message())
                    .contains("rules", "no range of semantic versions");
            admin.put(RULES + "on=none", "{\"rules\":[]}").expect(404);

            List<String> listed = new ArrayList<>();
            String after = "";
            do {
                var page = admin.get(RULES + "namespace=web&limit=1" + after)
                        .expect(200)
                        .json();
                page.path("items")
                        .forEach(item -> listed.add(item.path("kind").asString() + " "
                                + item.path("on").asString() + " " + item.path("rules")));
                after = page.has("next") ? "&after=" + page.path("next").asString() : "";
            } while (!after.isEmpty());
            assertThat(listed)
                    .containsExactly(
                            "namespace web [\"v.*\"]",
                            "template web [\"t\"]",
                            "repository web/other [\"t\"]",
                            "repository web/shop [\"semver:>=1.0.0\",\"!dev-.*\"]");
            admin.put(RULES + "on=web/shop", "{\"rules\":[]}").expect(200);
            assertThat(admin.get(RULES + "namespace=web").text()).doesNotContain("web/shop");
        }
    }

    @OnBothDatabases
    void aPushIsToldTheRuleAndWhereItStands(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.put(RULES + "on=web/shop", "{\"rules\":[]}").expect(200);
            admin.put(RULES + "on=web", "{\"rules\":[\"semver:*\"]}").expect(200);
            push(admin, "one").expect(201);

            assertThat(push(admin, "two").expect(403).message())
                    .contains("v1.0.0 of web/shop", "the rule \"semver:*\" of the namespace web freezes it");
            push(admin, "one").expect(201);
            assertThat(admin.get("/api/v1/why?action=push&resource=web/shop:v1.0.0")
                            .text())
                    .contains("the rule \\\"semver:*\\\" of the namespace web freezes this tag");
        }
    }

    @OnBothDatabases
    void onlyWhoMayLiftARuleDeletesWhatItFreezes(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            push(admin, "one").expect(201);
            ApiClient bob = admin.user("bob");
            ApiClient carol = admin.user("carol");
            for (String grant : List.of("bob\",\"on\":\"web/shop", "carol\",\"on\":\"web")) {
                admin.put("/api/v1/grants", "{\"role\":\"maintainer\",\"to\":\"" + grant + "\"}")
                        .expect(201);
            }
            String secret = admin.post("/api/v1/robots", "{\"name\":\"web+ci\",\"allow\":[\"pull,push,delete:web/*\"]}")
                    .expect(201)
                    .json()
                    .path("secret")
                    .asString();
            ApiClient robot = admin.as("web+ci", secret);
            admin.put(RULES + "on=web", "{\"rules\":[\"v.*\"]}").expect(200);
            String tag = "/v2/web/shop/manifests/v1.0.0";

            assertThat(robot.delete(tag).expect(403).message())
                    .contains("the rule \"v.*\" of the namespace web freezes it");
            bob.delete(tag).expect(403);
            carol.delete(tag).expect(202);

            push(admin, "one").expect(201);
            admin.put(RULES + "on=web", "{\"rules\":[]}").expect(200);
            admin.put(RULES + "on=web/shop", "{\"rules\":[\"v.*\"]}").expect(200);
            robot.delete(tag).expect(403);
            String why = "/api/v1/why?action=delete&resource=web/shop:v1.0.0&as=";
            assertThat(admin.get(why + "bob").json().path("allowed").asBoolean())
                    .isTrue();
            assertThat(admin.get(why + "web%2Bci").json().path("allowed").asBoolean())
                    .isFalse();
            bob.delete(tag).expect(202);
        }
    }

    private static ApiClient.Answer push(ApiClient admin, String text) {
        String digest = admin.registry().push("web/shop", text).toString();
        String descriptor =
                "{\"mediaType\":\"application/x\",\"digest\":\"" + digest + "\",\"size\":" + text.length() + "}";
        String type = "application/vnd.oci.image.manifest.v1+json";
        return admin.send(
                "PUT",
                "/v2/web/shop/manifests/v1.0.0",
                "{\"schemaVersion\":2,\"mediaType\":\"" + type + "\",\"config\":" + descriptor + ",\"layers\":[]}",
                "Content-Type",
                type);
    }
}
