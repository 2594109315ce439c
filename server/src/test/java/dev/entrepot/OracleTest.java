package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.Actors.Answer;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Whoever may not read a thing learns nothing of it: the answers are those about a thing that is not there.
///
/// There are `vault/plan`, and `team/hidden` beside `team/app`. Sam holds nothing, Nora owns `other`, Otto owns the
/// one
/// repository `team/app`.
final class OracleTest {
    private static Actors people(TestRegistry registry) {
        Actors actors = new Actors(registry);
        actors.image("vault/plan", "1", "a plan");
        actors.image("team/app", "1", "a layer");
        actors.image("team/hidden", "1", "a hidden layer");
        actors.image("other/app", "1", "another layer");
        actors.robot(Actors.ADMIN, "vault+ci", "pull:vault/*");
        for (String name : List.of("sam", "nora", "otto")) {
            actors.user(name);
        }
        actors.grant("owner", "nora", "other");
        actors.grant("owner", "otto", "team/app");
        return actors;
    }

    private static Map<String, String> callers(Actors actors) {
        Map<String, String> callers = new LinkedHashMap<>();
        callers.put("nobody", Actors.NOBODY);
        callers.put("sam", Actors.as("sam"));
        callers.put("nora", Actors.as("nora"));
        callers.put("otto", Actors.as("otto"));
        callers.put("a robot", Actors.basic("other+ci", actors.robot(Actors.ADMIN, "other+ci", "pull:other/*")));
        callers.put(
                "a narrow token",
                Actors.bearer(actors.personalToken(Actors.as("nora"), "narrow", "pull:other/*")
                        .member("secret")));
        callers.put("a token", Actors.bearer(actors.token(Actors.as("sam"), "repository:vault/plan:pull")));
        return callers;
    }

    @OnBothDatabases
    void strangersAreToldTheSameAboutWhatIsThereAndWhatIsNot(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = people(registry);
            callers(actors).forEach((who, credential) -> {
                for (String path : List.of(
                        "/repositories/NS/REPO",
                        "/readme/NS/REPO",
                        "/namespaces/NS",
                        "/quota?namespace=NS",
                        "/repositories?namespace=NS",
                        "/grants?on=NS",
                        "/grants?on=NS/REPO",
                        "/robots?namespace=NS",
                        "/robots/NS+ci",
                        "/robots/NS+ci/trusts",
                        "/audit?namespace=NS",
                        "/why?action=pull&resource=NS/REPO",
                        "/why?action=push&resource=NS/REPO:1",
                        "/why?action=configure&resource=NS",
                        "/why?action=pull&resource=NS/REPO&as=admin",
                        "/why?action=pull&resource=NS/REPO&as=nobody-of-this-name",
                        "/why?action=pull&resource=NS/REPO&as=vault%2Bci")) {
                    same(actors, who, credential, "GET", path);
                }
                for (String path : List.of(
                        "/repositories/NS/REPO?force=true",
                        "/namespaces/NS",
                        "/aliases/NS/REPO",
                        "/robots/NS+ci",
                        "/robots/NS+ci/secrets/1",
                        "/grants?role=owner&to=admin&on=NS",
                        "/grants?role=owner&to=sam&on=NS/REPO")) {
                    same(actors, who, credential, "DELETE", path);
                }
            });
        }
    }

    private static void same(Actors actors, String who, String credential, String method, String path) {
        Answer there =
                actors.api(credential, method, path.replace("NS", "vault").replace("REPO", "plan"));
        Answer absent =
                actors.api(credential, method, path.replace("NS", "ghosts").replace("REPO", "none"));
        String plain = there.visible().replace("vault", "ghosts").replace("plan", "none");
        assertThat(plain).as(who + " " + method + " " + path).isEqualTo(absent.visible());
        assertThat(there.status()).as(who + " " + method + " " + path).isLessThan(500);
    }

    @OnBothDatabases
    void strangersChangeNothingAndLearnNothingByTrying(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = people(registry);
            callers(actors).forEach((who, credential) -> {
                for (Map.Entry<String, Map<String, ?>> change : Map.<String, Map<String, ?>>of(
                                "PATCH /repositories/NS/REPO", Map.of("description", "x"),
                                "PATCH /repositories/NS/REPO ", Map.of("visibility", "public"),
                                "PATCH /namespaces/NS", Map.of("description", "x"),
                                "POST /repositories", Map.of("name", "NS/REPO"),
                                "POST /robots", Map.of("name", "NS+ci", "allow", List.of("pull:NS/*")),
                                "POST /robots/NS+ci/rotate", Map.of("overlap", "0s"),
                                "PATCH /robots/NS+ci", Map.of("disabled", true),
                                "PUT /grants", Map.of("role", "reader", "to", "sam", "on", "NS/REPO"),
                                "PUT /quota?namespace=NS", Map.of("bytes", 1))
                        .entrySet()) {
                    String[] words = change.getKey().strip().split(" ", -1);
                    Answer there = actors.api(
                            credential, words[0], named(words[1], "vault", "plan"), named(change, "vault", "plan"));
                    Answer absent = actors.api(
                            credential, words[0], named(words[1], "ghosts", "none"), named(change, "ghosts", "none"));
                    assertThat(there.visible().replace("vault", "ghosts").replace("plan", "none"))
                            .as(who + " " + change)
                            .isEqualTo(absent.visible());
                    assertThat(there.status()).as(who + " " + change).isBetween(400, 499);
                }
            });
        }
    }

    private static String named(String text, String namespace, String repository) {
        return text.replace("NS", namespace).replace("REPO", repository);
    }

    private static Map<String, Object> named(
            Map.Entry<String, Map<String, ?>> change, String namespace, String repository) {
        Map<String, Object> named = new LinkedHashMap<>();
        change.getValue()
                .forEach((member, value) -> named.put(
                        member,
                        switch (value) {
                            case String text -> named(text, namespace, repository);
                            case List<?> list ->
                                list.stream()
                                        .map(each -> named(each.toString(), namespace, repository))
                                        .toList();
                            default -> value;
                        }));
        return named;
    }

    @OnBothDatabases
    void ownerOfOneRepositoryLearnsNoNamesByRenaming(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = people(registry);
            String otto = Actors.as("otto");
            actors.must("PATCH", "/repositories/team/hidden", Map.of("name", "team/hidden2"));

            String free = rename(actors, otto, "team/free").visible();
            for (String name : List.of("team/hidden", "team/hidden2", "team/app")) {
                assertThat(rename(actors, otto, name).visible()).isEqualTo(free);
            }
            String ghost = rename(actors, otto, "ghosts/none").visible();
            for (String name : List.of("vault/plan", "vault/none", "other/app")) {
                assertThat(rename(actors, otto, name).visible()).isEqualTo(ghost);
            }
            assertThat(actors.get(otto, "/v2/team/app/tags/list").status()).isEqualTo(200);
        }
    }

    private static Answer rename(Actors actors, String who, String to) {
        return actors.api(who, "PATCH", "/repositories/team/app", Map.of("name", to));
    }

    @OnBothDatabases
    void listingsShowOnlyWhatMayBeRead(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = people(registry);
            callers(actors).forEach((who, credential) -> {
                for (String path : List.of(
                        "/v2/_catalog",
                        "/v2/_catalog?n=1",
                        "/v2/_catalog?last=vault",
                        "/v1/search?q=plan",
                        "/api/v1/namespaces",
                        "/api/v1/namespaces?after=s",
                        "/api/v1/repositories",
                        "/api/v1/repositories?after=vault",
                        "/api/v1/quota",
                        "/api/v1/grants",
                        "/api/v1/tokens",
                        "/api/v1/teams",
                        "/api/v1/whoami",
                        "/api/v1/audit",
                        "/api/v1/users",
                        "/api/v1/info")) {
                    Answer answer = actors.get(credential, path);
                    assertThat(answer.text())
                            .as(who + " " + path)
                            .doesNotContain("vault")
                            .doesNotContain("plan")
                            .doesNotContain("hidden");
                    assertThat(answer.header("Link")).as(who + " " + path).doesNotContain("vault");
                }
            });
        }
    }
}
