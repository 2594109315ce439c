package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.Actors.Answer;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.util.List;
import java.util.Map;

/// A credential does nothing outside its scope, and makes no wider one.
///
/// Ann owns the namespaces `team` and `side`, and has a personal token that may pull `team/app`.
final class ScopedCredentialTest {
    private static final Map<String, String> SETTINGS = Map.of("access.refresh-tokens", "true");
    private static final String ANN = Actors.as("ann");
    private static final String APP = "/v2/team/app/tags/list";
    private static final String OTHER = "/v2/team/other/tags/list";

    private static Actors people(TestRegistry registry) {
        Actors actors = new Actors(registry);
        actors.image("team/app", "1", "a layer");
        actors.image("team/other", "1", "another layer");
        actors.image("side/app", "1", "a layer aside");
        actors.user("ann");
        actors.grant("owner", "ann", "team");
        actors.grant("owner", "ann", "side");
        return actors;
    }

    @OnBothDatabases
    void personalTokenIsGoodForItsScopesOnly(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, SETTINGS)) {
            Actors actors = people(registry);
            String secret = actors.personalToken(ANN, "narrow", "pull:team/app").member("secret");

            for (String narrow : List.of(Actors.basic("ann", secret), Actors.bearer(secret))) {
                assertThat(actors.get(narrow, APP).status()).isEqualTo(200);
                assertThat(actors.get(narrow, "/v2/_catalog").text()).isEqualTo("{\"repositories\":[\"team/app\"]}");
                assertInsufficient(actors.get(narrow, OTHER));
                assertInsufficient(actors.get(narrow, "/v2/side/app/tags/list"));
                assertInsufficient(actors.send(narrow, "POST", "/v2/team/app/blobs/uploads/", ""));
                assertInsufficient(actors.send(narrow, "DELETE", "/v2/team/app/manifests/1", ""));
                assertThat(actors.putManifest(narrow, "team/app", "2", Actors.manifest("a layer"))
                                .error())
                        .isEqualTo("insufficient_scope");
                nothingElse(actors, narrow);
            }
        }
    }

    private static void assertInsufficient(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(401);
        assertThat(answer.error()).isEqualTo("insufficient_scope");
    }

    /// Everything of `/api/v1` that changes something or tells of more than one's own name: 401 where the owner might,
    /// 403 where not even
    /// the owner.
    private static void nothingElse(Actors actors, String narrow) {
        assertThat(actors.api(narrow, "GET", "/whoami").status()).isEqualTo(200);
        for (String path : List.of(
                "/tokens",
                "/users",
                "/teams",
                "/grants",
                "/grants?on=team",
                "/grants?on=team/app",
                "/robots?namespace=team",
                "/repositories/team/other",
                "/audit",
                "/audit?namespace=team",
                "/why?action=pull&resource=team/other&as=ann")) {
            Answer answer = actors.api(narrow, "GET", path);
            assertThat(answer.status()).as(path + ": " + answer.text()).isIn(401, 403);
        }
        Map<String, Map<String, ?>> posts = Map.of(
                "/tokens", Map.of("name", "wide"),
                "/robots", Map.of("name", "team+wide", "allow", List.of("push:team/*")),
                "/repositories", Map.of("name", "team/new"),
                "/users", Map.of("name", "eve", "password", "a long password"),
                "/teams", Map.of("name", "eves"));
        posts.forEach((path, body) -> assertThat(
                        actors.api(narrow, "POST", path, body).status())
                .as(path)
                .isIn(401, 403));
        assertThat(actors.api(narrow, "PUT", "/grants", Map.of("role", "owner", "to", "ann", "on", "team/app"))
                        .status())
                .isIn(401, 403);
        assertThat(actors.api(narrow, "DELETE", "/grants?role=owner&to=ann&on=team")
                        .status())
                .isIn(401, 403);
        assertThat(actors.api(narrow, "PATCH", "/repositories/team/app", Map.of("visibility", "public"))
                        .status())
                .isIn(401, 403);
        assertThat(actors.api(narrow, "DELETE", "/repositories/team/app?force=true")
                        .status())
                .isIn(401, 403);
        assertThat(actors.api(
                                narrow,
                                "PUT",
                                "/whoami/password",
                                Map.of("current", Actors.password("ann"), "new", "another password"))
                        .status())
                .isIn(401, 403);
    }

    @OnBothDatabases
    void whatANarrowTokenBuysIsAsNarrow(TestDatabase test) {
        String all = "repository:team/app:pull,push,delete";
        try (TestRegistry registry = new TestRegistry(test, SETTINGS)) {
            Actors actors = people(registry);
            String secret = actors.personalToken(ANN, "narrow", "pull:team/app").member("secret");
            String narrow = Actors.basic("ann", secret);
            String refresh = actors.refreshToken(narrow, all);

            for (Answer bought : List.of(
                    actors.buy(narrow, "", all, "repository:team/other:pull", "repository:team/app:*"),
                    actors.refresh(refresh, all, "repository:team/other:pull", "repository:side/app:*"))) {
                String token = Actors.bearer(bought.member("token"));
                assertThat(actors.get(token, APP).status()).isEqualTo(200);
                assertInsufficient(actors.get(token, OTHER));
                assertInsufficient(actors.send(token, "POST", "/v2/team/app/blobs/uploads/", ""));
                assertInsufficient(actors.send(token, "DELETE", "/v2/team/app/manifests/1", ""));
                nothingElse(actors, token);
            }
        }
    }

    @OnBothDatabases
    void accessTokenOfAPasswordIsNoPassword(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, SETTINGS)) {
            Actors actors = people(registry);
            String token = Actors.bearer(actors.token(ANN, "repository:team/app:pull"));
            String empty = Actors.bearer(actors.token(ANN));

            assertInsufficient(actors.get(token, OTHER));
            assertInsufficient(actors.get(empty, APP));
            nothingElse(actors, token);
            nothingElse(actors, empty);
        }
    }

    @OnBothDatabases
    void refreshTokenIsNarrowerWhenItsOwnerIs(TestDatabase test) {
        String push = "repository:team/app:pull,push";
        try (TestRegistry registry = new TestRegistry(test, SETTINGS)) {
            Actors actors = people(registry);
            String refresh = actors.refreshToken(ANN, push);
            String before = Actors.bearer(actors.refresh(refresh, push).member("token"));
            actors.grant("reader", "ann", "team");
            actors.revoke("owner", "ann", "team");

            assertThat(actors.refresh(refresh, push).member("scope")).isEqualTo("repository:team/app:pull");
            Answer denied = actors.send(before, "POST", "/v2/team/app/blobs/uploads/", "");
            assertThat(denied.status()).isEqualTo(403);
            assertThat(denied.text()).contains("writer");
        }
    }

    @OnBothDatabases
    void tokenOfADemotedAdminIsNoAdminAnyMore(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, SETTINGS)) {
            Actors actors = people(registry);
            actors.must("PATCH", "/users/ann", Map.of("role", "admin"));
            String wide = Actors.bearer(actors.personalToken(ANN, "wide").member("secret"));
            String bought = Actors.bearer(actors.token(ANN, "repository:secret/plan:pull,push", "registry:metrics:*"));
            assertThat(actors.api(wide, "GET", "/users").status()).isEqualTo(200);
            assertThat(actors.get(bought, "/metrics").status()).isEqualTo(200);

            actors.must("PATCH", "/users/ann", Map.of("role", "none"));

            assertThat(actors.api(wide, "GET", "/users").status()).isEqualTo(403);
            assertThat(actors.api(wide, "POST", "/users", Map.of("name", "eve", "password", "a long password"))
                            .status())
                    .isEqualTo(403);
            assertThat(actors.api(wide, "PUT", "/quota?namespace=team", Map.of("bytes", 1))
                            .status())
                    .isEqualTo(403);
            assertThat(actors.get(bought, "/v2/secret/plan/tags/list").status()).isEqualTo(404);
            assertThat(actors.get(bought, "/metrics").status()).isEqualTo(403);
        }
    }
}
