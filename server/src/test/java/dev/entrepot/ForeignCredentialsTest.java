package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.federation.FakeOidcProvider;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Names that are nearly somebody's, secrets that are somebody else's, and sessions that another site uses.
final class ForeignCredentialsTest {
    private static final String CYRILLIC_A = "\u0430";

    @OnBothDatabases
    void secretIsGoodUnderItsOwnersNameOnly(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = new Actors(registry);
            actors.image("team/app", "1", "a layer");
            actors.user("alice");
            actors.user("bob");
            actors.grant("owner", "alice", "team");
            String personal = actors.personalToken(Actors.as("alice"), "laptop").member("secret");
            String robot = actors.robot(Actors.as("alice"), "team+ci", "pull:team/*");
            Map<String, String> secrets = new LinkedHashMap<>();
            secrets.put("alice", Actors.password("alice"));
            secrets.put("alice ", personal);
            secrets.put("team+ci", robot);

            for (Map.Entry<String, String> secret : secrets.entrySet()) {
                String owner = secret.getKey().strip();
                assertThat(actors.get(Actors.basic(owner, secret.getValue()), "/v2/")
                                .status())
                        .isEqualTo(200);
                for (String name : List.of(
                        "bob",
                        "admin",
                        "alice",
                        "team+ci",
                        "Alice",
                        "ALICE",
                        " alice",
                        "alice ",
                        "alice\t",
                        "alice@local",
                        CYRILLIC_A + "lice",
                        "alice\u200b",
                        "ali\u0000ce",
                        "",
                        "team+CI",
                        "team+ci+",
                        "team%2Bci",
                        "TEAM+ci",
                        "team+alice",
                        "team:web",
                        "*",
                        "al_ce",
                        "al%",
                        "' OR '1'='1")) {
                    if (!name.equals(owner)) {
                        wrong(actors, name, secret.getValue());
                    }
                }
            }
        }
    }

    private static void wrong(Actors actors, String name, String secret) {
        String basic = Actors.basic(name, secret);
        assertThat(actors.get(basic, "/v2/team/app/tags/list").status())
                .as(name)
                .isEqualTo(401);
        assertThat(actors.get(basic, "/auth/token?service=x").status()).as(name).isEqualTo(401);
        assertThat(actors.api(basic, "GET", "/whoami").status()).as(name).isEqualTo(401);
        String form = "grant_type=password&service=x&client_id=x&username=" + Actors.encoded(name) + "&password="
                + Actors.encoded(secret);
        assertThat(actors.send(
                                Actors.NOBODY,
                                "POST",
                                "/auth/token",
                                form,
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .status())
                .as(name)
                .isEqualTo(401);
    }

    @OnBothDatabases
    void namesThatCouldBeTakenForOthersAreNone(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = new Actors(registry);
            actors.namespace("team");
            for (String name : List.of(
                    "team+ci",
                    "alice@corp",
                    "Alice",
                    "ALICE",
                    CYRILLIC_A + "lice",
                    "alice ",
                    " alice",
                    "a/b",
                    "a:b",
                    "team:web",
                    "anonymous",
                    "",
                    ".",
                    "-a",
                    "a\u200bb",
                    "a\u0000b",
                    "a".repeat(64),
                    "ﬁ",
                    "é")) {
                assertThat(actors.api(
                                        Actors.ADMIN,
                                        "POST",
                                        "/users",
                                        Map.of("name", name, "password", "a long password"))
                                .status())
                        .as(name)
                        .isEqualTo(400);
            }
            for (String name : List.of(
                    "team+",
                    "+ci",
                    "team",
                    "team+CI",
                    "team+a+b",
                    "team+a@b",
                    "team+" + CYRILLIC_A,
                    "team+a ",
                    "team +a",
                    "TEAM+a",
                    "team/app+a",
                    "team+a/b",
                    "team+anonymous\u0000")) {
                assertThat(actors.api(Actors.ADMIN, "POST", "/robots", Map.of("name", name, "allow", List.of()))
                                .status())
                        .as(name)
                        .isIn(400, 404);
            }
            assertThat(actors.api(
                                    Actors.ADMIN,
                                    "POST",
                                    "/users",
                                    Map.of("name", "admin", "password", "a long password"))
                            .status())
                    .isEqualTo(409);
        }
    }

    private static Map<String, String> providers(FakeOidcProvider corp) {
        return Map.of("federation.oidc.corp.issuer", corp.issuer(), "federation.oidc.corp.client-id", "registry");
    }

    /// The cookie of somebody who logged in at the provider.
    private static String session(Actors actors, FakeOidcProvider corp, Map<String, Object> claims) {
        HttpResponse<byte[]> begun =
                actors.get(Actors.NOBODY, "/auth/login/corp?then=/").raw();
        String login = cookie(begun, "entrepot_login");
        String back = corp.logIn(TestRegistry.header(begun, "Location"), claims).toString();
        HttpResponse<byte[]> entered = actors.get(Actors.NOBODY, back, "Cookie", "entrepot_login=" + login)
                .raw();
        return "entrepot_session=" + cookie(entered, "entrepot_session");
    }

    private static String cookie(HttpResponse<byte[]> answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1, line.indexOf(';')))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    @OnBothDatabases
    void adminOfAnotherProviderMayNothing(TestDatabase test) {
        try (FakeOidcProvider corp = new FakeOidcProvider();
                TestRegistry registry = new TestRegistry(test, providers(corp))) {
            Actors actors = new Actors(registry);
            List<String> names =
                    List.of("admin", "admin@local", "ADMIN", CYRILLIC_A + "dmin", "team+ci", "admin\u200b");
            for (String name : names) {
                String session = session(
                        actors,
                        corp,
                        Map.of(
                                "sub",
                                "s-" + names.indexOf(name),
                                "preferred_username",
                                name,
                                "email",
                                "admin@example.com",
                                "groups",
                                List.of("admin", "admins"),
                                "role",
                                "admin"));
                String who = actors.get(Actors.NOBODY, "/api/v1/whoami", "Cookie", session)
                        .text();
                assertThat(who)
                        .contains("@corp\"")
                        .contains("\"role\":\"none\"")
                        .doesNotContain("\"name\":\"admin\"");
                assertThat(actors.get(Actors.NOBODY, "/api/v1/users", "Cookie", session)
                                .status())
                        .isEqualTo(403);
            }
        }
    }

    @OnBothDatabases
    void sessionIsNoUseToAnotherSiteNorAfterTheAccount(TestDatabase test) {
        try (FakeOidcProvider corp = new FakeOidcProvider();
                TestRegistry registry = new TestRegistry(test, providers(corp))) {
            Actors actors = new Actors(registry);
            String session = session(actors, corp, Map.of("sub", "1", "preferred_username", "ann"));
            for (List<String> sent : List.of(
                    List.of("Origin", "https://evil.example"),
                    List.of("Origin", "null"),
                    List.of("Sec-Fetch-Site", "cross-site"),
                    List.of("Sec-Fetch-Site", "same-site"),
                    List.of("Sec-Fetch-Site", "none"),
                    List.of("Referer", "http://127.0.0.1/"))) {
                assertThat(make(actors, session, sent).status())
                        .as(sent.toString())
                        .isEqualTo(403);
            }
            assertThat(make(actors, session, List.of("Sec-Fetch-Site", "same-origin"))
                            .status())
                    .isEqualTo(201);
            assertThat(make(actors, session + "; " + session, List.of("Sec-Fetch-Site", "same-origin"))
                            .status())
                    .isEqualTo(401);
            assertThat(actors.get(Actors.NOBODY, "/v2/", "Cookie", session).status())
                    .isEqualTo(401);
            assertThat(actors.get(Actors.NOBODY, "/auth/token?service=x&offline_token=true", "Cookie", session)
                            .text())
                    .doesNotContain("refresh_token");

            actors.must("PATCH", "/users/" + Actors.encoded("ann@corp"), Map.of("disabled", true));
            assertThat(actors.get(Actors.NOBODY, "/api/v1/whoami", "Cookie", session)
                            .status())
                    .isEqualTo(401);
            assertThat(actors.get(Actors.NOBODY, "/auth/session", "Cookie", session)
                            .text())
                    .contains("false");
            actors.must("PATCH", "/users/" + Actors.encoded("ann@corp"), Map.of("disabled", false));
            assertThat(actors.get(Actors.NOBODY, "/api/v1/whoami", "Cookie", session)
                            .status())
                    .isEqualTo(401);
        }
    }

    private static Actors.Answer make(Actors actors, String cookies, List<String> sent) {
        return actors.send(
                Actors.NOBODY,
                "POST",
                "/api/v1/tokens",
                JSONObjectUtils.toJSONString(Map.of("name", "from a page")),
                "Content-Type",
                "application/json",
                "Cookie",
                cookies,
                sent.getFirst(),
                sent.getLast());
    }
}
