package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import org.junit.jupiter.api.DisplayName;
import tools.jackson.databind.JsonNode;

/// Namespaces, repositories and quotas, over real HTTP.
@DisplayName("Content in /api/v1")
final class ApiContentTest {
    private static final String NAMESPACES = "/api/v1/namespaces";
    private static final String REPOSITORIES = "/api/v1/repositories";
    private static final String QUOTA = "/api/v1/quota";

    private static void give(ApiClient admin, String role, String to, String on) {
        admin.put("/api/v1/grants", "{\"role\":\"" + role + "\",\"to\":\"" + to + "\",\"on\":\"" + on + "\"}")
                .expect(201);
    }

    @OnBothDatabases
    void namespacesAreMadeChangedAndRemoved(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient alice = admin.user("alice");
            admin.post(NAMESPACES, "{\"name\":\"team\",\"owner\":\"alice\",\"description\":\"Ours\"}")
                    .expect(201);
            admin.post(NAMESPACES, "{\"name\":\"team\"}").expect(409);
            admin.post(NAMESPACES, "{\"name\":\"Team\"}").expect(400);
            admin.post(NAMESPACES, "{\"name\":\"a/b\"}").expect(400);
            admin.post(NAMESPACES, "{\"name\":\"other\",\"owner\":\"nobody\"}").expect(400);
            alice.post(NAMESPACES, "{\"name\":\"mine\"}").expect(403);

            JsonNode hers = alice.get(NAMESPACES + "/team").expect(200).json();
            assertThat(hers.path("role").asString()).isEqualTo("owner");
            assertThat(alice.get(NAMESPACES).expect(200).names()).containsExactly("team");
            ApiClient.Answer changed = alice.patch(
                            NAMESPACES + "/team", "{\"template\":{\"visibility\":\"public\"}}", "If-Match", "\"77\"")
                    .expect(412);
            assertThat(changed.code()).isEqualTo("PRECONDITION_FAILED");
            String etag = alice.get(NAMESPACES + "/team").header("ETag");
            alice.patch(NAMESPACES + "/team", "{\"template\":{\"immutableTags\":\"v.*\"}}", "If-Match", etag)
                    .expect(200);
            JsonNode now = alice.patch(NAMESPACES + "/team", "{\"template\":{\"visibility\":\"public\"}}")
                    .expect(200)
                    .json();
            assertThat(now.path("template").toString())
                    .isEqualTo("{\"visibility\":\"public\",\"immutableTags\":\"v.*\"}");
            alice.patch(NAMESPACES + "/team", "{\"template\":{\"immutableTags\":\"(\"}}")
                    .expect(400);
            alice.patch(NAMESPACES + "/team", "{\"limits\":{\"bytes\":5}}").expect(403);
            admin.patch(NAMESPACES + "/team", "{\"limits\":{\"bytes\":5}}").expect(200);

            alice.post(REPOSITORIES, "{\"name\":\"team/app\"}").expect(201);
            alice.delete(NAMESPACES + "/team").expect(409);
            alice.delete(REPOSITORIES + "/team/app").expect(200);
            alice.delete(NAMESPACES + "/team").expect(200);
            admin.get(NAMESPACES + "/team").expect(404);
            admin.delete(NAMESPACES + "/team").expect(404);
        }
    }

    @OnBothDatabases
    void limitsAreSetCountedAndKept(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient alice = admin.user("alice");
            admin.registry().push("team/app", "0123456789");
            give(admin, "owner", "alice", "team");

            JsonNode set = admin.put(QUOTA + "?namespace=team", "{\"repositories\":1,\"bytes\":1000}")
                    .expect(200)
                    .json();
            assertThat(set.path("usedBytes").asLong()).isEqualTo(10);
            assertThat(set.path("limits").toString()).isEqualTo("{\"repositories\":1,\"bytes\":1000}");
            alice.put(QUOTA + "?namespace=team", "{\"bytes\":null}").expect(403);
            alice.post(REPOSITORIES, "{\"name\":\"team/second\"}").expect(409);
            assertThat(admin.put(QUOTA + "?namespace=team", "{\"repositories\":null}")
                            .expect(200)
                            .json()
                            .path("limits")
                            .toString())
                    .isEqualTo("{\"bytes\":1000}");
            admin.put(QUOTA + "?namespace=team", "{\"bytes\":-1}").expect(400);
            admin.put(QUOTA, "{\"bytes\":1}").expect(400);
            admin.put(QUOTA + "?namespace=none", "{\"bytes\":1}").expect(404);
            assertThat(alice.get(QUOTA + "?namespace=team")
                            .expect(200)
                            .json()
                            .path("repositories")
                            .asLong())
                    .isEqualTo(1);
            assertThat(alice.get(QUOTA).expect(200).json().path("items").size()).isEqualTo(1);
            assertThat(admin.post(NAMESPACES + "/team/recount", "")
                            .expect(200)
                            .json()
                            .path("usedBytes")
                            .asLong())
                    .isEqualTo(10);
            alice.post(NAMESPACES + "/team/recount", "").expect(403);
            admin.post(NAMESPACES + "/none/recount", "").expect(404);
        }
    }

    @OnBothDatabases
    void repositoriesAreMadeDescribedRenamedAndRemoved(TestDatabase test) {
        String app = REPOSITORIES + "/team/app";
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.post(NAMESPACES, "{\"name\":\"team\"}").expect(201);
            admin.post(REPOSITORIES, "{\"name\":\"team/app\",\"labels\":{\"tier\":\"front\"}}")
                    .expect(201);
            admin.post(REPOSITORIES, "{\"name\":\"team/app\"}").expect(409);
            admin.post(REPOSITORIES, "{\"name\":\"none/app\"}").expect(404);
            admin.post(REPOSITORIES, "{\"name\":\"Team/App\"}").expect(400);

            String etag = admin.get(app).expect(200).header("ETag");
            admin.patch(app, "{\"readme\":\"# Hello\\n<script>\",\"description\":\"It\"}", "If-Match", etag)
                    .expect(200);
            admin.patch(app, "{\"description\":\"late\"}", "If-Match", etag).expect(412);
            ApiClient.Answer html = admin.get("/api/v1/readme/team/app").expect(200);
            assertThat(html.text()).contains("<h1>Hello</h1>").doesNotContain("<script>");
            assertThat(html.header("Content-Security-Policy")).contains("sandbox");
            assertThat(admin.patch(app, "{\"visibility\":\"public\"}")
                            .expect(200)
                            .json()
                            .path("visibility")
                            .asString())
                    .isEqualTo("public");
            admin.patch(app, "{\"visibility\":\"secret\"}").expect(400);
            admin.patch(app, "{\"name\":\"team/new\",\"description\":\"and more\"}")
                    .expect(400);

            admin.patch(app, "{\"name\":\"team/new\"}").expect(200);
            JsonNode renamed = admin.get(app).expect(200).json();
            assertThat(renamed.path("name").asString()).isEqualTo("team/new");
            assertThat(renamed.path("aliases").path(0).path("name").asString()).isEqualTo("team/app");
            admin.post(REPOSITORIES, "{\"name\":\"team/app\"}").expect(409);
            admin.delete("/api/v1/aliases/team/app").expect(204);
            admin.delete("/api/v1/aliases/team/app").expect(404);
            assertThat(admin.get(REPOSITORIES + "?namespace=team").expect(200).names())
                    .containsExactly("team/new");
            assertThat(admin.get(REPOSITORIES + "?visibility=private")
                            .expect(200)
                            .names())
                    .isEmpty();
            admin.delete(REPOSITORIES + "/team/new?force=maybe").expect(400);
            admin.delete(REPOSITORIES + "/team/new").expect(200);
            admin.delete(REPOSITORIES + "/team/new").expect(404);
        }
    }

    @OnBothDatabases
    void rolesDecideWhatIsSeenAndChanged(TestDatabase test) {
        String app = REPOSITORIES + "/team/app";
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.registry().push("team/app", "x");
            admin.registry().push("team/hidden", "x");
            ApiClient reader = admin.user("rita");
            ApiClient maintainer = admin.user("max");
            ApiClient stranger = admin.user("stranger");
            give(admin, "reader", "rita", "team/app");
            give(admin, "maintainer", "max", "team");

            assertThat(reader.get(REPOSITORIES).expect(200).names()).containsExactly("team/app");
            reader.patch(app, "{\"description\":\"x\"}").expect(403);
            maintainer.patch(app, "{\"description\":\"x\"}").expect(200);
            maintainer.patch(app, "{\"visibility\":\"public\"}").expect(403);
            maintainer.patch(app, "{\"name\":\"team/other\"}").expect(403);
            maintainer.delete(app).expect(403);
            maintainer
                    .post(REPOSITORIES, "{\"name\":\"team/open\",\"visibility\":\"public\"}")
                    .expect(403);
            assertThat(stranger.get(REPOSITORIES).expect(200).names()).isEmpty();
            assertThat(stranger.get(NAMESPACES).expect(200).names()).isEmpty();
            for (String path : new String[] {REPOSITORIES, "/api/v1/readme"}) {
                assertThat(stranger.get(path + "/team/app").expect(404).text())
                        .isEqualTo(stranger.get(path + "/team/none").expect(404).text())
                        .isEqualTo(admin.get(path + "/team/none").expect(404).text());
            }
            assertThat(stranger.get(NAMESPACES + "/team").expect(404).text())
                    .isEqualTo(stranger.get(NAMESPACES + "/none").expect(404).text());
            assertThat(stranger.get(QUOTA + "?namespace=team").expect(404).text())
                    .isEqualTo(
                            stranger.get(QUOTA + "?namespace=none").expect(404).text());
            assertThat(stranger.delete("/api/v1/aliases/team/app").expect(404).text())
                    .isEqualTo(stranger.delete("/api/v1/aliases/team/none")
                            .expect(404)
                            .text());
        }
    }

    @OnBothDatabases
    void whyNamesWhatIsHeldAndWhatIsMissing(TestDatabase test) {
        String why = "/api/v1/why?action=";
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.registry().push("team/app", "x");
            ApiClient reader = admin.user("rita");
            ApiClient stranger = admin.user("stranger");
            give(admin, "reader", "rita", "team");

            JsonNode pull =
                    reader.get(why + "pull&resource=team/app").expect(200).json();
            assertThat(pull.path("allowed").asBoolean()).isTrue();
            assertThat(pull.path("by").size()).isEqualTo(1);
            JsonNode push =
                    reader.get(why + "push&resource=team/app:1.0").expect(200).json();
            assertThat(push.path("allowed").asBoolean()).isFalse();
            assertThat(push.path("missing").asString()).contains("writer");
            assertThat(admin.get(why + "pull&resource=team/app&as=stranger")
                            .expect(200)
                            .json()
                            .path("allowed")
                            .asBoolean())
                    .isFalse();
            reader.get(why + "pull&resource=team/app&as=stranger").expect(403);
            assertThat(stranger.get(why + "pull&resource=team/app").expect(404).text())
                    .isEqualTo(stranger.get(why + "pull&resource=team/none")
                            .expect(404)
                            .text());
            admin.get(why + "pull&resource=team/app&as=nobody").expect(404);
            admin.get(why + "paint&resource=team/app").expect(400);
            admin.get(why + "administer&resource=team").expect(200);
            admin.get("/api/v1/why?action=pull").expect(400);
        }
    }

    @OnBothDatabases
    void theAuditIsReadByWhomItConcerns(TestDatabase test) {
        String audit = "/api/v1/audit";
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient owner = admin.user("olivia");
            admin.registry().push("team/app", "x");
            give(admin, "owner", "olivia", "team");

            JsonNode items =
                    owner.get(audit + "?namespace=team").expect(200).json().path("items");
            assertThat(items.size()).isPositive();
            items.forEach(item -> assertThat(item.path("namespace").asString()).isEqualTo("team"));
            owner.get(audit).expect(403);
            owner.get(audit + "/verify").expect(403);
            owner.get(audit + "?namespace=other").expect(404);
            assertThat(admin.get(audit + "?action=grant.add&limit=1")
                            .expect(200)
                            .json()
                            .path("items")
                            .size())
                    .isEqualTo(1);
            admin.get(audit + "?since=yesterday").expect(400);
            admin.get(audit + "?outcome=perhaps").expect(400);
            assertThat(admin.get(audit + "/verify")
                            .expect(200)
                            .json()
                            .path("sound")
                            .asBoolean())
                    .isTrue();

            ApiClient.Answer lines = admin.send("GET", audit, "", "Accept", "application/x-ndjson")
                    .expect(200);
            assertThat(lines.header("Content-Type")).isEqualTo("application/x-ndjson");
            assertThat(lines.text().lines().toList())
                    .hasSizeGreaterThan(2)
                    .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
            assertThat(admin.registry()
                            .send("HEAD", audit, new byte[0], "Accept", "application/x-ndjson")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @OnBothDatabases
    void whatAServerIsEverybodyMayAsk(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            assertThat(admin.get("/api/v1/info").expect(200).json().has("version"))
                    .isTrue();
            assertThat(admin.as("nobody", "a wrong password")
                            .get("/api/v1/info")
                            .expect(200)
                            .text())
                    .isEqualTo("{\"providers\":[],\"open\":false}");
        }
    }
}
