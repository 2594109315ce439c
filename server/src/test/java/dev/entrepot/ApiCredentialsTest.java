package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import tools.jackson.databind.JsonNode;

/// Personal tokens, robots and trusts, over real HTTP.
@DisplayName("Credentials in /api/v1")
final class ApiCredentialsTest {
    private static final String TOKENS = "/api/v1/tokens";
    private static final String ROBOTS = "/api/v1/robots";
    private static final String WHOAMI = "/api/v1/whoami";

    private static void give(ApiClient admin, String role, String to, String on) {
        admin.put("/api/v1/grants", "{\"role\":\"" + role + "\",\"to\":\"" + to + "\",\"on\":\"" + on + "\"}")
                .expect(201);
    }

    @OnBothDatabases
    void aTokenIsShownOnceAndStandsForItsOwner(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient alice = admin.user("alice");

            JsonNode made = alice.post(TOKENS, "{\"name\":\"laptop\",\"expiresIn\":\"30d\"}")
                    .expect(201)
                    .json();
            String secret = made.path("secret").asString();

            ApiClient.Answer list = alice.get(TOKENS).expect(200);
            assertThat(list.names()).containsExactly("laptop");
            assertThat(list.text()).doesNotContain(secret);
            for (ApiClient used : new ApiClient[] {admin.as("alice", secret), admin.bearing(secret)}) {
                JsonNode self = used.get(WHOAMI).expect(200).json();
                assertThat(self.path("name").asString()).isEqualTo("alice");
                assertThat(self.path("credential").asString())
                        .isEqualTo("token:" + made.path("id").asString());
                assertThat(self.path("expiresAt").asString())
                        .isEqualTo(made.path("expiresAt").asString());
            }
            alice.post(TOKENS, "{\"name\":\"laptop\"}").expect(409);
            alice.post(TOKENS, "{\"name\":\"\"}").expect(400);
            alice.post(TOKENS, "{\"name\":\"x\",\"scopes\":[\"paint:a/b\"]}").expect(400);
            alice.post(TOKENS, "{\"name\":\"x\",\"scopes\":[]}").expect(400);
            alice.post(TOKENS, "{\"name\":\"x\",\"expiresIn\":\"soon\"}").expect(400);

            alice.delete(TOKENS + "/laptop").expect(204);
            alice.delete(TOKENS + "/laptop").expect(404);
            admin.bearing(secret).get(WHOAMI).expect(401);
        }
    }

    @OnBothDatabases
    void aScopedTokenDoesNothingElse(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            String secret = admin.post(TOKENS, "{\"name\":\"ci\",\"scopes\":[\"pull:team/*\"]}")
                    .expect(201)
                    .json()
                    .path("secret")
                    .asString();
            ApiClient scoped = admin.bearing(secret);

            assertThat(scoped.get(WHOAMI).expect(200).json().path("scopes").toString())
                    .isEqualTo("[\"pull:team/*\"]");
            for (ApiClient.Answer answer : new ApiClient.Answer[] {
                scoped.get("/api/v1/users"),
                scoped.get(TOKENS),
                scoped.post(TOKENS, "{\"name\":\"wider\"}"),
                scoped.put("/api/v1/grants", "{\"role\":\"owner\",\"to\":\"admin\",\"on\":\"team\"}")
            }) {
                assertThat(answer.status()).as(answer.text()).isEqualTo(401);
            }
        }
    }

    @OnBothDatabases
    void aTokenMakesNoneThatOutlivesIt(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient alice = admin.user("alice");
            String secret = alice.post(TOKENS, "{\"name\":\"short\",\"expiresIn\":\"1h\"}")
                    .expect(201)
                    .json()
                    .path("secret")
                    .asString();

            JsonNode forEver = admin.bearing(secret)
                    .post(TOKENS, "{\"name\":\"for ever\"}")
                    .expect(201)
                    .json();
            JsonNode longer = admin.bearing(secret)
                    .post(TOKENS, "{\"name\":\"longer\",\"expiresIn\":\"30d\"}")
                    .expect(201)
                    .json();

            Instant end = Instant.now().plus(Duration.ofHours(1));
            assertThat(Instant.parse(forEver.path("expiresAt").asString())).isBeforeOrEqualTo(end);
            assertThat(Instant.parse(longer.path("expiresAt").asString())).isBeforeOrEqualTo(end);
        }
    }

    @OnBothDatabases
    void tokensOfOthersAreTheAdminsAffair(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient alice = admin.user("alice");
            ApiClient bob = admin.user("bob");
            alice.post(TOKENS, "{\"name\":\"hers\"}").expect(201);

            bob.get(TOKENS + "?user=alice").expect(403);
            bob.delete(TOKENS + "/hers?user=alice").expect(403);
            bob.delete(TOKENS + "/hers").expect(404);
            assertThat(admin.get(TOKENS + "?user=alice").expect(200).names()).containsExactly("hers");
            admin.get(TOKENS + "?user=nobody").expect(404);
            admin.delete(TOKENS + "/hers?user=alice").expect(204);
        }
    }

    @OnBothDatabases
    void robotsAreMadeRotatedAndRemoved(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.registry().push("team/app", "x");
            String name = ROBOTS + "/team%2Bci";

            String first = admin.post(
                            ROBOTS, "{\"name\":\"team+ci\",\"allow\":[\"pull:team/*\"],\"expiresIn\":\"90d\"}")
                    .expect(201)
                    .json()
                    .path("secret")
                    .asString();
            admin.as("team+ci", first).get(WHOAMI).expect(200);
            assertThat(admin.get(ROBOTS + "?namespace=team").expect(200).names())
                    .containsExactly("team+ci");
            assertThat(admin.get(ROBOTS + "/team+ci").expect(200).text()).doesNotContain(first);

            JsonNode rotated = admin.post(name + "/rotate", "{}").expect(200).json();
            assertThat(rotated.has("previousExpiresAt")).isTrue();
            String second = rotated.path("secret").asString();
            admin.as("team+ci", first).get(WHOAMI).expect(200);
            admin.as("team+ci", second).get(WHOAMI).expect(200);
            JsonNode atOnce = admin.post(name + "/rotate", "{\"overlap\":\"0s\"}")
                    .expect(200)
                    .json();
            assertThat(atOnce.has("previousExpiresAt")).isFalse();
            admin.as("team+ci", second).get(WHOAMI).expect(401);

            JsonNode changed = admin.patch(name, "{\"expiresIn\":null,\"allow\":[\"pull,push:team/app\"]}")
                    .expect(200)
                    .json();
            assertThat(changed.has("expiresAt")).isFalse();
            assertThat(changed.path("allow").toString()).isEqualTo("[\"pull,push:team/app\"]");
            String id = changed.path("secrets").path(0).path("id").asString();
            admin.delete(name + "/secrets/" + id).expect(204);
            admin.delete(name + "/secrets/" + id).expect(404);
            admin.delete(name).expect(204);
            admin.delete(name).expect(404);
            admin.get(name).expect(404);
            admin.post(name + "/rotate", "{}").expect(404);
        }
    }

    @OnBothDatabases
    void whatIsNoRobotIsRefused(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.registry().push("team/app", "x");

            admin.post(ROBOTS, "{\"name\":\"ci\"}").expect(400);
            admin.post(ROBOTS, "{\"name\":\"team+CI\"}").expect(400);
            admin.post(ROBOTS, "{\"name\":\"team+ci\",\"allow\":[\"pull\"]}").expect(400);
            admin.post(ROBOTS, "{\"name\":\"team+ci\",\"allow\":\"pull:team/app\"}")
                    .expect(400);
            admin.post(ROBOTS, "{\"name\":\"nowhere+ci\"}").expect(404);
            admin.post(ROBOTS, "{\"name\":\"team+ci\"}").expect(201);
            admin.post(ROBOTS, "{\"name\":\"team+ci\"}").expect(409);
            admin.post(ROBOTS + "/team+ci/rotate", "{\"overlap\":\"365d\"}").expect(400);
            admin.get(ROBOTS).expect(400);
        }
    }

    @OnBothDatabases
    void aMaintainerDoesNotGetHoldOfAnOwnersRobot(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.registry().push("team/app", "x");
            ApiClient maintainer = admin.user("mallory");
            give(admin, "maintainer", "mallory", "team");
            admin.post(ROBOTS, "{\"name\":\"team+strong\"}").expect(201);
            give(admin, "owner", "team+strong", "team");

            assertThat(maintainer
                            .post(ROBOTS + "/team+strong/rotate", "{}")
                            .expect(403)
                            .code())
                    .isEqualTo("DENIED");
            maintainer
                    .post(
                            ROBOTS + "/team+strong/trusts",
                            "{\"issuer\":\"https://ci.example\",\"audience\":\"x\",\"condition\":\"claims.a == \\\"b\\\"\"}")
                    .expect(403);
            maintainer
                    .post(ROBOTS, "{\"name\":\"team+wide\",\"allow\":[\"pull:*\"]}")
                    .expect(403);
            maintainer
                    .post(ROBOTS, "{\"name\":\"team+own\",\"allow\":[\"pull:team/app\"]}")
                    .expect(201);
            maintainer
                    .patch(ROBOTS + "/team+own", "{\"allow\":[\"delete:other/app\"]}")
                    .expect(403);
        }
    }

    @OnBothDatabases
    void aStrangersAnswersAreThoseOfNothing(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.registry().push("team/app", "x");
            admin.post(ROBOTS, "{\"name\":\"team+ci\"}").expect(201);
            ApiClient stranger = admin.user("stranger");

            ApiClient.Answer there = stranger.get(ROBOTS + "/team+ci").expect(404);
            ApiClient.Answer nowhere = stranger.get(ROBOTS + "/none+ci").expect(404);
            assertThat(there.text()).isEqualTo(nowhere.text());
            assertThat(stranger.get(ROBOTS + "?namespace=team").expect(404).text())
                    .isEqualTo(nowhere.text());
            assertThat(stranger.delete(ROBOTS + "/team+ci").expect(404).text()).isEqualTo(nowhere.text());
        }
    }

    @OnBothDatabases
    void trustsAreMadeAndEnded(TestDatabase test) {
        String trusts = ROBOTS + "/team+ci/trusts";
        try (ApiClient admin = ApiClient.admin(test, Map.of("federation.ci-issuers", "https://ci.example"))) {
            admin.registry().push("team/app", "x");
            admin.post(ROBOTS, "{\"name\":\"team+ci\"}").expect(201);
            String body = "{\"issuer\":\"https://ci.example\",\"audience\":\"https://r.example\",\"condition\":\"%s\"}";

            assertThat(admin.post(trusts, body.formatted("claims.x =="))
                            .expect(400)
                            .message())
                    .contains("condition");
            admin.post(trusts, body.formatted("")).expect(400);
            assertThat(admin.post(
                                    trusts,
                                    body.formatted("claims.x == \\\"y\\\"").replace("//ci.", "//other."))
                            .expect(400)
                            .message())
                    .contains("federation.ci-issuers");
            String id = admin.post(trusts, body.formatted("claims.ref == \\\"main\\\""))
                    .expect(201)
                    .json()
                    .path("id")
                    .asString();
            assertThat(admin.get(trusts).expect(200).json().path("items").size())
                    .isEqualTo(1);
            admin.delete(trusts + "/" + id).expect(204);
            admin.delete(trusts + "/" + id).expect(404);
            admin.get(ROBOTS + "/team+none/trusts").expect(404);
        }
    }
}
