package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.Actors.Answer;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Two people who change the same grant at once, each by the version they read: one wins, the other is told.
final class GrantRaceTest {
    private static final int ROUNDS = 10;
    private static final Map<String, String> GRANT = Map.of("role", "writer", "to", "bob", "on", "team");

    private static Actors twoOwners(TestRegistry registry) {
        Actors actors = new Actors(registry);
        actors.namespace("team");
        for (String name : List.of("ann", "olga", "bob")) {
            actors.user(name);
        }
        actors.grant("owner", "ann", "team");
        actors.grant("owner", "olga", "team");
        return actors;
    }

    private static Map<String, String> under(String condition) {
        return Map.of("role", "writer", "to", "bob", "on", "team", "condition", condition);
    }

    @OnBothDatabases
    void oneOfTwoChangesWinsAndTheOtherIsTold(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = twoOwners(registry);
            String version = actors.must("PUT", "/grants", GRANT).header("ETag");
            for (int round = 0; round < ROUNDS; round++) {
                String ifMatch = version;
                String anns = "tag.startsWith(\"ann-" + round + "\")";
                String olgas = "tag.startsWith(\"olga-" + round + "\")";

                List<Answer> answers = atOnce(
                        () -> actors.api(Actors.as("ann"), "PUT", "/grants", under(anns), "If-Match", ifMatch),
                        () -> actors.api(Actors.as("olga"), "PUT", "/grants", under(olgas), "If-Match", ifMatch));

                Answer winner = onlyOne(answers, 200);
                assertThat(onlyOne(answers, 412).text()).contains("PRECONDITION_FAILED");
                version = winner.header("ETag");
                String stored = actors.api(Actors.ADMIN, "GET", "/grants?on=team&to=bob")
                        .text();
                assertThat(stored)
                        .contains(winner.member("condition").replace("\"", "\\\""))
                        .contains("\"version\":" + version.replace("\"", ""));
            }
        }
    }

    @OnBothDatabases
    void oneOfTwoMakesTheGrantAndTheOtherIsTold(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = twoOwners(registry);
            for (int round = 0; round < ROUNDS; round++) {
                List<Answer> answers = atOnce(
                        () -> actors.api(Actors.as("ann"), "PUT", "/grants", GRANT, "If-None-Match", "*"),
                        () -> actors.api(Actors.as("olga"), "PUT", "/grants", GRANT, "If-None-Match", "*"));

                onlyOne(answers, 201);
                onlyOne(answers, 412);
                actors.revoke("writer", "bob", "team");
            }
        }
    }

    @OnBothDatabases
    void removalAndChangeDoNotBothHappen(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = twoOwners(registry);
            for (int round = 0; round < ROUNDS; round++) {
                String version = actors.must("PUT", "/grants", GRANT).header("ETag");
                List<Answer> answers = atOnce(
                        () -> actors.send(
                                Actors.as("ann"),
                                "DELETE",
                                "/api/v1/grants?role=writer&to=bob&on=team",
                                "",
                                "If-Match",
                                version),
                        () -> actors.api(
                                Actors.as("olga"), "PUT", "/grants", under("tag == \"x\""), "If-Match", version));

                assertThat(answers.getFirst().status() == 204)
                        .isNotEqualTo(answers.getLast().status() == 200);
                assertThat(answers).extracting(Answer::status).containsAnyOf(412);
                actors.api(Actors.ADMIN, "DELETE", "/grants?role=writer&to=bob&on=team");
            }
        }
    }

    private static Answer onlyOne(List<Answer> answers, int status) {
        List<Answer> found =
                answers.stream().filter(answer -> answer.status() == status).toList();
        assertThat(found).as(answers.toString()).hasSize(1);
        return found.getFirst();
    }

    private static List<Answer> atOnce(Supplier<Answer> one, Supplier<Answer> other) {
        CyclicBarrier barrier = new CyclicBarrier(2);
        CompletableFuture<Answer> first = begin(barrier, one);
        CompletableFuture<Answer> second = begin(barrier, other);
        return List.of(
                first.orTimeout(60, TimeUnit.SECONDS).join(),
                second.orTimeout(60, TimeUnit.SECONDS).join());
    }

    private static CompletableFuture<Answer> begin(CyclicBarrier barrier, Supplier<Answer> work) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                barrier.await(30, TimeUnit.SECONDS);
                answer.complete(work.get());
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }
}
