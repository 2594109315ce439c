package dev.entrepot;

import static dev.entrepot.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/// Users, teams and the caller itself, over real HTTP.
@DisplayName("People in /api/v1")
final class ApiPeopleTest {
    private static final String USERS = "/api/v1/users";

    @OnBothDatabases
    void usersAreMadeShownChangedAndRemoved(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient.Answer made = admin.post(
                            USERS, "{\"name\":\"alice\",\"password\":\"" + PASSWORD + "\",\"displayName\":\"Alice\"}")
                    .expect(201);
            assertThat(made.json().path("role").asString()).isEqualTo("none");
            assertThat(made.text()).doesNotContain(PASSWORD);

            admin.patch(USERS + "/alice", "{\"role\":\"auditor\",\"email\":\"a@example.com\"}")
                    .expect(200);
            ApiClient.Answer shown = admin.get(USERS + "/alice").expect(200);
            assertThat(shown.json().path("role").asString()).isEqualTo("auditor");
            assertThat(shown.json().path("email").asString()).isEqualTo("a@example.com");
            assertThat(shown.json().path("displayName").asString()).isEqualTo("Alice");
            assertThat(admin.get(USERS).expect(200).names()).containsExactly("admin", "alice");
            assertThat(admin.get(USERS + "?name=al").names()).containsExactly("alice");

            assertThat(admin.delete(USERS + "/alice").expect(200).text()).isEqualTo("{\"robotsWithoutSponsor\":[]}");
            assertThat(admin.get(USERS + "/alice").expect(404).code()).isEqualTo("NOT_FOUND");
            admin.delete(USERS + "/alice").expect(404);
            admin.patch(USERS + "/alice", "{\"disabled\":true}").expect(404);
        }
    }

    @OnBothDatabases
    void whatIsNoUserIsRefusedByTheNameOfTheMember(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            record Bad(String body, String told) {}
            for (Bad bad : List.of(
                    new Bad("{\"password\":\"" + PASSWORD + "\"}", "name is missing"),
                    new Bad("{\"name\":\"alice\"}", "password is missing"),
                    new Bad("{\"name\":\"Alice\",\"password\":\"" + PASSWORD + "\"}", "name:"),
                    new Bad("{\"name\":\"a@b\",\"password\":\"" + PASSWORD + "\"}", "name:"),
                    new Bad("{\"name\":\"alice\",\"password\":\"short\"}", "password: expected at least 8"),
                    new Bad(
                            "{\"name\":\"alicealice\",\"password\":\"aliceAlice\"}",
                            "password: expected something else"),
                    new Bad(
                            "{\"name\":\"alice\",\"password\":\"" + "x".repeat(513) + "\"}",
                            "password: expected at most"),
                    new Bad("{\"name\":\"alice\",\"password\":7}", "password: found a number"),
                    new Bad("{\"name\":\"alice\",\"password\":\"" + PASSWORD + "\",\"role\":\"root\"}", "role:"),
                    new Bad("{\"name\":\"alice\",\"pass\":\"x\"}", "pass is not known here"),
                    new Bad("{\"name\":\"alice\",\"name\":\"bob\"}", "name stands in the body twice"),
                    new Bad("[]", "expected a JSON object"),
                    new Bad("{} {}", "after the end"))) {
                ApiClient.Answer answer = admin.post(USERS, bad.body()).expect(400);
                assertThat(answer.code()).isEqualTo("INVALID");
                assertThat(answer.message()).contains(bad.told());
            }
            admin.send("POST", USERS, "name=alice", "Content-Type", "application/x-www-form-urlencoded")
                    .expect(415);
            admin.post(USERS, "{\"name\":\"" + "x".repeat(1024 * 1024) + "\"}").expect(413);
            assertThat(admin.get(USERS + "?nmae=x").expect(400).message()).contains("nmae");
            assertThat(admin.get(USERS + "?limit=0").expect(400).message()).contains("limit");
            admin.get(USERS + "?limit=5&limit=6").expect(400);
        }
    }

    @OnBothDatabases
    void aNameIsGivenOnceAndTheLastAdminStays(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.user("alice");

            assertThat(admin.post(USERS, "{\"name\":\"alice\",\"password\":\"" + PASSWORD + "\"}")
                            .expect(409)
                            .code())
                    .isEqualTo("CONFLICT");
            admin.delete(USERS + "/admin").expect(409);
            admin.patch(USERS + "/admin", "{\"disabled\":true}").expect(409);
            admin.patch(USERS + "/admin", "{\"role\":\"none\"}").expect(409);
        }
    }

    @OnBothDatabases
    void listsComeInPages(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.user("alice");
            admin.user("bob");

            ApiClient.Answer first = admin.get(USERS + "?limit=2").expect(200);
            ApiClient.Answer second = admin.get(USERS + "?limit=2&after="
                            + first.json().path("next").asString())
                    .expect(200);

            assertThat(first.names()).containsExactly("admin", "alice");
            assertThat(second.names()).containsExactly("bob");
            assertThat(second.json().has("next")).isFalse();
        }
    }

    @OnBothDatabases
    void whoMayNotIsToldAndWhoIsNobodyIsAskedForACredential(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient alice = admin.user("alice");

            assertThat(alice.get(USERS).expect(403).code()).isEqualTo("DENIED");
            alice.post(USERS, "{\"name\":\"eve\",\"password\":\"" + PASSWORD + "\"}")
                    .expect(403);
            alice.delete(USERS + "/admin").expect(403);
            alice.post("/api/v1/teams", "{\"name\":\"web\"}").expect(403);
            ApiClient.Answer wrong =
                    admin.as("alice", "not her password").get(USERS).expect(401);
            ApiClient.Answer nobody =
                    admin.as("nobody-at-all", PASSWORD).get(USERS).expect(401);
            assertThat(wrong.header("WWW-Authenticate")).startsWith("Basic realm=\"entrepot\"");
            assertThat(nobody.text()).isEqualTo(wrong.text());
        }
    }

    @OnBothDatabases
    void pathsAndMethodsThatAreNoneAreToldApart(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            var absent = admin.registry().get("/api/v1/nothing");
            assertThat(absent.statusCode()).isEqualTo(404);
            assertThat(TestRegistry.text(absent)).contains("NOT_FOUND");
            ApiClient.Answer method = admin.put(USERS, "{}").expect(405);
            assertThat(method.header("Allow")).isEqualTo("GET, HEAD, POST");
            assertThat(admin.registry().send("HEAD", USERS, new byte[0]).statusCode())
                    .isEqualTo(200);
            assertThat(admin.registry().get("/api/v1/users/a%2Fb").statusCode()).isEqualTo(400);
        }
    }

    @OnBothDatabases
    void aPasswordIsChangedByWhoKnowsTheOldOne(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient alice = admin.user("alice");
            String path = "/api/v1/whoami/password";

            alice.put(path, "{\"current\":\"wrong password\",\"new\":\"another password\"}")
                    .expect(403);
            alice.put(path, "{\"current\":\"" + PASSWORD + "\",\"new\":\"short\"}")
                    .expect(400);
            alice.put(path, "{\"current\":\"" + PASSWORD + "\",\"new\":\"another password\"}")
                    .expect(204);

            alice.get("/api/v1/whoami").expect(401);
            ApiClient.Answer self =
                    admin.as("alice", "another password").get("/api/v1/whoami").expect(200);
            assertThat(self.json().path("name").asString()).isEqualTo("alice");
            assertThat(self.json().path("credential").asString()).isEqualTo("password");
        }
    }

    @OnBothDatabases
    void anAdminSetsAPasswordAndDisables(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient alice = admin.user("alice");

            admin.patch(USERS + "/alice", "{\"password\":\"alice\"}").expect(400);
            admin.patch(USERS + "/alice", "{\"password\":\"set by an admin\"}").expect(200);
            alice.get("/api/v1/whoami").expect(401);
            ApiClient again = admin.as("alice", "set by an admin");
            again.get("/api/v1/whoami").expect(200);

            admin.patch(USERS + "/alice", "{\"disabled\":true}").expect(200);
            again.get("/api/v1/whoami").expect(401);
        }
    }

    @OnBothDatabases
    void teamsHaveMembersAndGroups(TestDatabase test) {
        String web = "/api/v1/teams/web";
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient alice = admin.user("alice");
            admin.post("/api/v1/teams", "{\"name\":\"web\",\"description\":\"They make the site\"}")
                    .expect(201);
            admin.post("/api/v1/teams", "{\"name\":\"web\"}").expect(409);
            admin.post("/api/v1/teams", "{\"name\":\"Web\"}").expect(400);

            admin.put(web + "/members/alice", "").expect(204);
            admin.put(web + "/members/alice", "").expect(204);
            admin.put(web + "/members/nobody", "").expect(404);
            admin.put("/api/v1/teams/none/members/alice", "").expect(404);
            admin.put(web + "/groups?provider=corp&group=cn%3Dweb%2Cdc%3Dorg", "")
                    .expect(204);
            admin.put(web + "/groups?provider=corp", "").expect(400);
            admin.patch(web, "{\"description\":\"Others\"}").expect(200);

            ApiClient.Answer shown = alice.get(web).expect(200);
            assertThat(shown.json().path("members").toString()).isEqualTo("[{\"name\":\"alice\"}]");
            assertThat(shown.json().path("groups").toString())
                    .isEqualTo("[{\"provider\":\"corp\",\"group\":\"cn=web,dc=org\"}]");
            assertThat(shown.json().path("description").asString()).isEqualTo("Others");
            assertThat(admin.get(USERS + "/alice").json().path("teams").toString())
                    .isEqualTo("[\"web\"]");
            assertThat(alice.get("/api/v1/teams").names()).containsExactly("web");

            admin.delete(web + "/groups?provider=corp&group=cn%3Dweb%2Cdc%3Dorg")
                    .expect(204);
            admin.delete(web + "/members/alice").expect(204);
            alice.delete(web).expect(403);
            admin.delete(web).expect(204);
            admin.delete(web).expect(404);
            admin.patch(web, "{\"description\":\"\"}").expect(404);
        }
    }
}
