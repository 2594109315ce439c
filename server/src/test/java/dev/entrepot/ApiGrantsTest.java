package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;

/// Grants, over real HTTP.
@DisplayName("Grants in /api/v1")
final class ApiGrantsTest {
    private static final String GRANTS = "/api/v1/grants";

    private static String grant(String role, String to, String on, String more) {
        return "{\"role\":\"" + role + "\",\"to\":\"" + to + "\",\"on\":\"" + on + "\"" + more + "}";
    }

    private static String condition(String cel) {
        return ",\"condition\":\"" + cel.replace("\"", "\\\"") + "\"";
    }

    @OnBothDatabases
    void aRoleIsGivenListedAndTaken(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient alice = admin.user("alice");
            String body = grant("writer", "alice", "team/app", "");

            ApiClient.Answer made = admin.put(GRANTS, body).expect(201);
            assertThat(made.header("ETag")).isEqualTo("\"1\"");
            assertThat(admin.put(GRANTS, body).expect(200).header("ETag")).isEqualTo("\"1\"");
            assertThat(alice.get(GRANTS)
                            .expect(200)
                            .json()
                            .path("items")
                            .path(0)
                            .path("on")
                            .asString())
                    .isEqualTo("team/app");
            assertThat(admin.get(GRANTS + "?on=team").json().path("items").size())
                    .isEqualTo(1);
            assertThat(admin.get(GRANTS + "?on=team/app&to=alice")
                            .json()
                            .path("items")
                            .size())
                    .isEqualTo(1);
            assertThat(admin.get(GRANTS + "?on=other").json().path("items").size())
                    .isZero();

            String path = GRANTS + "?role=writer&to=alice&on=team/app";
            admin.delete(path, "If-Match", "\"7\"").expect(412);
            admin.delete(path, "If-Match", "\"1\"").expect(204);
            admin.delete(path).expect(404);
        }
    }

    @OnBothDatabases
    void aConditionChangesOnlyForWhoKnowsTheGrant(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.user("alice");
            String plain = grant("reader", "alice", "team", "");
            String conditional = grant("reader", "alice", "team", condition("tag.startsWith(\"v\")"));

            admin.put(GRANTS, plain, "If-Match", "\"1\"").expect(412);
            admin.put(GRANTS, plain, "If-None-Match", "*").expect(201);
            admin.put(GRANTS, plain, "If-None-Match", "*").expect(412);
            assertThat(admin.put(GRANTS, conditional).expect(409).code()).isEqualTo("CONFLICT");
            ApiClient.Answer changed =
                    admin.put(GRANTS, conditional, "If-Match", "\"1\"").expect(200);
            assertThat(changed.header("ETag")).isEqualTo("\"2\"");
            assertThat(changed.json().path("condition").asString()).isEqualTo("tag.startsWith(\"v\")");
            admin.put(GRANTS, plain, "If-Match", "not an etag").expect(400);
            admin.put(GRANTS, plain, "If-Match", "\"2\"", "If-None-Match", "*").expect(400);
        }
    }

    @OnBothDatabases
    void ofTwoWhoChangeOneGrantAtOnceOneWinsAndTheOtherIsTold(TestDatabase test) throws Exception {
        try (ApiClient admin = ApiClient.admin(test);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            admin.user("alice");
            admin.put(GRANTS, grant("reader", "alice", "team", "")).expect(201);
            for (int round = 1; round <= 5; round++) {
                String etag = "\"" + round + "\"";
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<Integer>> both = Stream.of("a" + round, "b" + round)
                        .map(tag -> threads.submit((Callable<Integer>) () -> {
                            start.await();
                            String body = grant("reader", "alice", "team", condition("tag == \"" + tag + "\""));
                            return admin.put(GRANTS, body, "If-Match", etag).status();
                        }))
                        .toList();

                assertThat(List.of(both.get(0).get(), both.get(1).get()))
                        .as("round " + round)
                        .containsExactlyInAnyOrder(200, 412);
            }
        }
    }

    @OnBothDatabases
    void whatIsNoGrantIsRefused(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.user("alice");

            admin.put(GRANTS, grant("king", "alice", "team", "")).expect(400);
            admin.put(GRANTS, grant("reader", "alice", "Team", "")).expect(400);
            assertThat(admin.put(GRANTS, grant("reader", "nobody", "team", ""))
                            .expect(400)
                            .message())
                    .startsWith("to:");
            assertThat(admin.put(GRANTS, grant("reader", "alice", "team", condition("tag ==")))
                            .expect(400)
                            .message())
                    .startsWith("condition:");
            admin.delete(GRANTS + "?role=reader&to=alice").expect(400);
        }
    }

    @OnBothDatabases
    void ownersGiveOnTheirPlacesAndOthersDoNot(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient owner = admin.user("olivia");
            ApiClient reader = admin.user("rita");
            ApiClient stranger = admin.user("stranger");
            admin.put(GRANTS, grant("owner", "olivia", "team", "")).expect(201);
            owner.put(GRANTS, grant("reader", "rita", "team", "")).expect(201);

            owner.put(GRANTS, grant("reader", "rita", "other", "")).expect(404);
            assertThat(reader.put(GRANTS, grant("writer", "rita", "team", ""))
                            .expect(403)
                            .code())
                    .isEqualTo("DENIED");
            reader.get(GRANTS + "?on=team").expect(403);
            assertThat(stranger.get(GRANTS + "?on=team").expect(404).text())
                    .isEqualTo(stranger.get(GRANTS + "?on=none").expect(404).text());
            stranger.get(GRANTS + "?to=rita").expect(403);
            admin.post("/api/v1/teams", "{\"name\":\"web\"}").expect(201);
            admin.put("/api/v1/teams/web/members/rita", "").expect(204);
            reader.get(GRANTS + "?to=team:web").expect(200);
            stranger.get(GRANTS + "?to=team:web").expect(403);
            assertThat(reader.get(GRANTS + "?to=rita")
                            .expect(200)
                            .json()
                            .path("items")
                            .size())
                    .isEqualTo(1);
            assertThat(owner.get(GRANTS + "?on=team")
                            .expect(200)
                            .json()
                            .path("items")
                            .size())
                    .isEqualTo(2);
        }
    }
}
