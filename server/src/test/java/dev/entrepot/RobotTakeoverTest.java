package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.Actors.Answer;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.util.List;
import java.util.Map;

/// Nobody gets through a robot, a condition or a template what is not theirs.
///
/// Olga owns the namespace `team` and reads `secret`; Max is a maintainer of `team`.
final class RobotTakeoverTest {
    private static final String OLGA = Actors.as("olga");
    private static final String MAX = Actors.as("max");

    private static Actors people(TestRegistry registry) {
        Actors actors = new Actors(registry);
        actors.image("team/app", "1", "a layer");
        actors.image("secret/plan", "1", "a plan");
        for (String name : List.of("olga", "max")) {
            actors.user(name);
        }
        actors.grant("owner", "olga", "team");
        actors.grant("reader", "olga", "secret");
        actors.grant("maintainer", "max", "team");
        return actors;
    }

    @OnBothDatabases
    void maintainerTakesNoRobotOverThatMayDoMore(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of("federation.ci-issuers", "https://ci.example"))) {
            Actors actors = people(registry);
            String byRule = actors.robot(OLGA, "team+rule", "pull:team/*", "pull:secret/*");
            String byRole = actors.robot(OLGA, "team+role");
            actors.grant("owner", "team+role", "team");

            for (String robot : List.of("team+rule", "team+role")) {
                String path = "/robots/" + robot;
                Map<String, String> trust = Map.of(
                        "issuer",
                        "https://ci.example",
                        "audience",
                        "registry.example",
                        "condition",
                        "claims.repository == 'org/app'");
                assertDenied(actors.api(MAX, "POST", path + "/rotate", Map.of("overlap", "0s")));
                assertDenied(actors.api(MAX, "POST", path + "/trusts", trust));
                for (Map<String, ?> change : List.of(
                        Map.of("allow", List.of("pull:team/*")),
                        Map.of("allow", List.of("pull:secret/*")),
                        Map.of("disabled", true),
                        Map.of("disabled", false),
                        Map.of("expiresIn", "90d"),
                        Map.of("description", "mine"))) {
                    assertDenied(actors.api(MAX, "PATCH", path, change));
                }
            }

            assertThat(actors.get(Actors.basic("team+rule", byRule), "/v2/secret/plan/tags/list")
                            .status())
                    .isEqualTo(200);
            assertThat(actors.api(Actors.basic("team+role", byRole), "GET", "/grants?on=team")
                            .status())
                    .isEqualTo(200);
        }
    }

    private static void assertDenied(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.text()).contains("DENIED");
    }

    @OnBothDatabases
    void robotWithoutSecretsOrMadeAgainIsNoWayIn(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = people(registry);
            actors.robot(OLGA, "team+deploy", "pull:secret/*");
            actors.grant("owner", "team+deploy", "team");
            String robot = actors.must("GET", "/robots/team+deploy", Map.of()).text();
            int at = robot.indexOf("\"id\":\"", robot.indexOf("\"secrets\"")) + 6;
            actors.must(
                    MAX,
                    "DELETE",
                    "/robots/team+deploy/secrets/" + robot.substring(at, robot.indexOf('"', at)),
                    Map.of());
            assertDenied(actors.api(MAX, "POST", "/robots/team+deploy/rotate", Map.of("overlap", "0s")));

            actors.must(MAX, "DELETE", "/robots/team+deploy", Map.of());
            assertDenied(actors.api(
                    MAX, "POST", "/robots", Map.of("name", "team+deploy", "allow", List.of("pull:secret/*"))));
            String again = actors.robot(MAX, "team+deploy", "pull:team/*");

            String login = Actors.basic("team+deploy", again);
            assertThat(actors.get(login, "/v2/team/app/tags/list").status()).isEqualTo(200);
            assertThat(actors.get(login, "/v2/secret/plan/tags/list").status()).isEqualTo(404);
            assertThat(actors.api(login, "GET", "/grants?on=team").status()).isEqualTo(403);
        }
    }

    @OnBothDatabases
    void maintainerGivesNothingToHimselfThroughARobot(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = people(registry);
            for (String rule : List.of("pull:*", "pull:secret/*", "pull:secret/plan", "pull:s*", "push:*/app")) {
                assertDenied(actors.api(MAX, "POST", "/robots", Map.of("name", "team+m", "allow", List.of(rule))));
            }
            String robot = Actors.basic("team+m", actors.robot(MAX, "team+m", "pull,push,delete:team/*"));

            for (String who : List.of(MAX, robot)) {
                for (String to : List.of("max", "team+m")) {
                    assertDenied(actors.api(who, "PUT", "/grants", Map.of("role", "owner", "to", to, "on", "team")));
                }
            }
            actors.grant("maintainer", "team+m", "team");
            assertDenied(actors.api(robot, "POST", "/robots", Map.of("name", "team+n", "allow", List.of())));
            assertDenied(actors.api(robot, "POST", "/robots/team+m/rotate", Map.of()));
            assertDenied(actors.api(robot, "PATCH", "/robots/team+m", Map.of("expiresIn", "90d")));
            assertDenied(actors.api(robot, "POST", "/namespaces", Map.of("name", "mine")));
            assertThat(actors.api(robot, "POST", "/tokens", Map.of("name", "mine"))
                            .status())
                    .isEqualTo(403);
        }
    }

    @OnBothDatabases
    void robotIsNoUserWhereEveryUserMakesNamespaces(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of("access.namespace-creation", "users"))) {
            Actors actors = people(registry);
            String robot = Actors.basic("team+bare", actors.robot(MAX, "team+bare"));

            assertThat(actors.api(MAX, "POST", "/namespaces", Map.of("name", "ofmax"))
                            .status())
                    .isEqualTo(201);
            assertDenied(actors.api(robot, "POST", "/namespaces", Map.of("name", "mine")));
        }
    }

    @OnBothDatabases
    void robotMayDoNoMoreThanItsSponsorMayNow(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = people(registry);
            String robot = Actors.basic("team+ci", actors.robot(MAX, "team+ci", "pull:team/*"));
            assertThat(actors.get(robot, "/v2/team/app/tags/list").status()).isEqualTo(200);

            actors.revoke("maintainer", "max", "team");
            assertThat(actors.get(robot, "/v2/team/app/tags/list").status()).isEqualTo(404);
            actors.grant("maintainer", "max", "team");
            assertThat(actors.get(robot, "/v2/team/app/tags/list").status()).isEqualTo(200);
            actors.must("DELETE", "/users/max", Map.of());
            actors.user("max");
            actors.grant("owner", "max", "team");
            assertThat(actors.get(robot, "/v2/team/app/tags/list").status()).isEqualTo(404);
        }
    }

    @OnBothDatabases
    void maintainerShowsNothingToEverybodyByATemplate(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = people(registry);
            Map<String, ?> shown = Map.of("template", Map.of("visibility", "public"));

            assertDenied(actors.api(MAX, "PATCH", "/namespaces/team", shown));
            assertDenied(actors.api(MAX, "PATCH", "/repositories/team/app", Map.of("visibility", "public")));
            assertDenied(actors.api(MAX, "POST", "/repositories", Map.of("name", "team/x", "visibility", "public")));
            actors.must(MAX, "PATCH", "/namespaces/team", Map.of("template", Map.of("immutableTags", "v.*")));

            assertThat(actors.api(OLGA, "PATCH", "/namespaces/team", shown).status())
                    .isEqualTo(200);
        }
    }

    @OnBothDatabases
    void whoOwnsUnderAConditionGivesNothingWithoutIt(TestDatabase test) {
        String here = "address == \"127.0.0.1\"";
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = people(registry);
            actors.user("carl");
            actors.grant("owner", "carl", "team", here);
            String carl = Actors.as("carl");

            for (String to : List.of("carl", "max")) {
                for (String on : List.of("team", "team/app")) {
                    for (String role : List.of("owner", "reader")) {
                        Map<String, String> bare = Map.of("role", role, "to", to, "on", on);
                        assertDenied(actors.api(carl, "PUT", "/grants", bare));
                        assertDenied(actors.api(carl, "PUT", "/grants", bare, "If-Match", "\"1\""));
                        assertDenied(actors.api(
                                carl,
                                "PUT",
                                "/grants",
                                Map.of("role", role, "to", to, "on", on, "condition", "true || " + here)));
                    }
                }
            }
            assertDenied(actors.api(carl, "DELETE", "/grants?role=owner&to=olga&on=team"));
            assertDenied(actors.api(
                    carl,
                    "PUT",
                    "/grants",
                    Map.of("role", "owner", "to", "olga", "on", "team", "condition", here),
                    "If-Match",
                    "\"1\""));
            assertThat(actors.api(
                                    carl,
                                    "PUT",
                                    "/grants",
                                    Map.of("role", "reader", "to", "max", "on", "team", "condition", here))
                            .status())
                    .isEqualTo(201);
        }
    }
}
