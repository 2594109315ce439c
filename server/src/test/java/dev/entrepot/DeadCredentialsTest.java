package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.federation.FakeOidcProvider;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Tokens die with what they were made from and for, before the change that ends it is answered.
final class DeadCredentialsTest {
    private static final Map<String, String> SETTINGS = Map.of("access.refresh-tokens", "true");
    private static final String TAGS = "/v2/team/app/tags/list";
    private static final String PULL = "repository:team/app:pull";

    /// A credential, and what was bought with it.
    private record Made(String who, String secret, String tokenId) {
        String login() {
            return Actors.basic(who, secret);
        }
    }

    /// @param loginToo whether the credential itself dies, and not only what it bought
    private record End(boolean loginToo, BiConsumer<Actors, Made> how) {}

    private static TestRegistry registry(TestDatabase test, Map<String, String> more) {
        Map<String, String> settings = new LinkedHashMap<>(SETTINGS);
        settings.putAll(more);
        return new TestRegistry(test, settings);
    }

    private static Actors withAnImage(TestRegistry registry) {
        Actors actors = new Actors(registry);
        actors.image("team/app", "1", "a layer");
        return actors;
    }

    @OnBothDatabases
    void tokensOfARobotDieWithIt(TestDatabase test) {
        Map<String, End> ends = new LinkedHashMap<>();
        ends.put("removed", new End(true, (actors, made) -> actors.must("DELETE", robot(made), Map.of())));
        ends.put("removed and made again", new End(true, (actors, made) -> {
            actors.must("DELETE", robot(made), Map.of());
            actors.robot(Actors.ADMIN, made.who, "pull:team/*");
        }));
        ends.put(
                "rotated without overlap",
                new End(true, (actors, made) -> actors.must("POST", robot(made) + "/rotate", Map.of("overlap", "0s"))));
        ends.put(
                "without its secret",
                new End(
                        true,
                        (actors, made) ->
                                actors.must("DELETE", robot(made) + "/secrets/" + secretId(actors, made), Map.of())));
        ends.put(
                "disabled",
                new End(true, (actors, made) -> actors.must("PATCH", robot(made), Map.of("disabled", true))));
        ends.put("disabled and enabled", new End(false, (actors, made) -> {
            actors.must("PATCH", robot(made), Map.of("disabled", true));
            actors.must("PATCH", robot(made), Map.of("disabled", false));
        }));
        ends.put("expired", new End(true, (actors, made) -> {
            actors.must("PATCH", robot(made), Map.of("expiresIn", "1s"));
            awaitEnd(actors, made);
        }));
        try (TestRegistry registry = registry(test, Map.of())) {
            Actors actors = withAnImage(registry);
            int number = 0;
            for (Map.Entry<String, End> end : ends.entrySet()) {
                String name = "team+r" + number++;
                Made made = new Made(name, actors.robot(Actors.ADMIN, name, "pull:team/*"), "");
                dies(actors, "a robot " + end.getKey(), made, end.getValue());
            }
        }
    }

    private static String robot(Made made) {
        return "/robots/" + made.who;
    }

    private static String secretId(Actors actors, Made made) {
        String robot = actors.must("GET", robot(made), Map.of()).text();
        int at = robot.indexOf("\"id\":\"", robot.indexOf("\"secrets\""));
        return robot.substring(at + 6, robot.indexOf('"', at + 6));
    }

    @OnBothDatabases
    void tokensOfAUserDieWithThePasswordAndTheAccount(TestDatabase test) {
        Map<String, End> ends = new LinkedHashMap<>();
        ends.put(
                "disabled",
                new End(true, (actors, made) -> actors.must("PATCH", "/users/" + made.who, Map.of("disabled", true))));
        ends.put("disabled and enabled", new End(false, (actors, made) -> {
            actors.must("PATCH", "/users/" + made.who, Map.of("disabled", true));
            actors.must("PATCH", "/users/" + made.who, Map.of("disabled", false));
        }));
        ends.put("removed", new End(true, (actors, made) -> actors.must("DELETE", "/users/" + made.who, Map.of())));
        ends.put("removed and made again", new End(false, (actors, made) -> {
            actors.must("DELETE", "/users/" + made.who, Map.of());
            actors.user(made.who);
            actors.grant("reader", made.who, "team");
        }));
        ends.put(
                "with a new password",
                new End(
                        true,
                        (actors, made) -> actors.must(
                                made.login(),
                                "PUT",
                                "/whoami/password",
                                Map.of("current", made.secret, "new", "quite another password"))));
        ends.put(
                "with a password from an admin",
                new End(
                        true,
                        (actors, made) -> actors.must(
                                "PATCH", "/users/" + made.who, Map.of("password", "quite another password"))));
        try (TestRegistry registry = registry(test, Map.of())) {
            Actors actors = withAnImage(registry);
            int number = 0;
            for (Map.Entry<String, End> end : ends.entrySet()) {
                String name = "user" + number++;
                actors.user(name);
                actors.grant("reader", name, "team");
                dies(actors, "a user " + end.getKey(), new Made(name, Actors.password(name), ""), end.getValue());
            }
        }
    }

    @OnBothDatabases
    void whatAPersonalTokenBoughtDiesWithIt(TestDatabase test) {
        Map<String, End> ends = new LinkedHashMap<>();
        ends.put(
                "revoked",
                new End(
                        true,
                        (actors, made) ->
                                actors.must(Actors.as(made.who), "DELETE", "/tokens/" + made.tokenId, Map.of())));
        ends.put(
                "that revoked itself",
                new End(
                        true,
                        (actors, made) -> actors.must(made.login(), "DELETE", "/tokens/" + made.tokenId, Map.of())));
        ends.put(
                "whose owner is disabled",
                new End(true, (actors, made) -> actors.must("PATCH", "/users/" + made.who, Map.of("disabled", true))));
        ends.put("whose owner was removed and made again", new End(true, (actors, made) -> {
            actors.must("DELETE", "/users/" + made.who, Map.of());
            actors.user(made.who);
            actors.grant("reader", made.who, "team");
        }));
        ends.put("that expired", new End(true, DeadCredentialsTest::awaitEnd));
        ends.put(
                "whose owner took all back with the password",
                new End(
                        true,
                        (actors, made) -> actors.must(
                                Actors.as(made.who),
                                "PUT",
                                "/whoami/password",
                                Map.of(
                                        "current",
                                        Actors.password(made.who),
                                        "new",
                                        "quite another password",
                                        "revokeTokens",
                                        true))));
        try (TestRegistry registry = registry(test, Map.of())) {
            Actors actors = withAnImage(registry);
            int number = 0;
            for (Map.Entry<String, End> end : ends.entrySet()) {
                String name = "user" + number++;
                actors.user(name);
                actors.grant("reader", name, "team");
                Map<String, String> body = end.getKey().equals("that expired")
                        ? Map.of("name", "laptop", "expiresIn", "5s")
                        : Map.of("name", "laptop");
                Actors.Answer token = actors.must(Actors.as(name), "POST", "/tokens", body);
                Made made = new Made(name, token.member("secret"), token.member("id"));
                dies(actors, "a personal token " + end.getKey(), made, end.getValue());
            }
        }
    }

    private static void dies(Actors actors, String name, Made made, End end) {
        String access = actors.token(made.login(), PULL);
        String refresh = actors.refreshToken(made.login(), PULL);
        assertThat(actors.get(Actors.bearer(access), TAGS).status()).as(name).isEqualTo(200);
        assertThat(actors.refresh(refresh, PULL).status()).as(name).isEqualTo(200);

        end.how.accept(actors, made);

        Actors.Answer answer = actors.get(Actors.bearer(access), TAGS);
        assertThat(answer.status()).as(name + ": " + answer.text()).isEqualTo(401);
        assertThat(answer.error()).as(name).isEqualTo("invalid_token");
        assertThat(actors.get(Actors.bearer(access), "/v2/").status()).as(name).isEqualTo(401);
        assertThat(actors.api(Actors.bearer(access), "GET", "/whoami").status())
                .as(name)
                .isEqualTo(401);
        assertThat(actors.refresh(refresh, PULL).status()).as(name).isEqualTo(401);
        assertThat(actors.get(made.login(), TAGS).status()).as(name).isEqualTo(end.loginToo ? 401 : 200);
    }

    private static void awaitEnd(Actors actors, Made made) {
        Instant deadline = Instant.now().plusSeconds(30);
        while (actors.get(made.login(), TAGS).status() == 200 && Instant.now().isBefore(deadline)) {
            Thread.onSpinWait();
        }
    }

    @OnBothDatabases
    void rightsOfATeamEndWithTheMembershipAndTheTeam(TestDatabase test) {
        try (TestRegistry registry = registry(test, Map.of())) {
            Actors actors = withAnImage(registry);
            actors.must("POST", "/teams", Map.of("name", "web"));
            actors.grant("reader", "team:web", "team");
            for (String name : List.of("ann", "ben")) {
                actors.user(name);
                actors.must("PUT", "/teams/web/members/" + name, Map.of());
            }
            String ann = Actors.bearer(actors.token(Actors.as("ann"), PULL));
            String ben = Actors.bearer(actors.token(Actors.as("ben"), PULL));
            assertThat(actors.get(ann, TAGS).status()).isEqualTo(200);

            actors.must("DELETE", "/teams/web/members/ann", Map.of());
            assertThat(actors.get(ann, TAGS).status()).isEqualTo(404);
            assertThat(actors.get(ben, TAGS).status()).isEqualTo(200);

            actors.must("DELETE", "/teams/web", Map.of());
            assertThat(actors.get(ben, TAGS).status()).isEqualTo(404);
            actors.must("POST", "/teams", Map.of("name", "web"));
            assertThat(actors.get(ben, TAGS).status()).isEqualTo(404);
            actors.must("PUT", "/teams/web/members/ben", Map.of());
            assertThat(actors.get(ben, TAGS).status()).isEqualTo(404);
        }
    }

    @OnBothDatabases
    void tokenOfARepositoryThatWasMadeAgainIsNoGood(TestDatabase test) {
        try (TestRegistry registry = registry(test, Map.of())) {
            Actors actors = withAnImage(registry);
            actors.user("ann");
            actors.grant("writer", "ann", "team");
            String token = Actors.bearer(actors.token(Actors.as("ann"), PULL));
            assertThat(actors.get(token, TAGS).status()).isEqualTo(200);

            actors.must("DELETE", "/repositories/team/app?force=true", Map.of());
            assertThat(actors.get(token, TAGS).error()).isEqualTo("invalid_token");
            actors.image("team/app", "2", "another layer");
            assertThat(actors.get(token, TAGS).error()).isEqualTo("invalid_token");

            actors.revoke("writer", "ann", "team");
            String stranger = actors.get(token, "/v2/nobodys/thing/tags/list").visible();
            assertThat(actors.get(token, TAGS).visible()).isEqualTo(stranger);
        }
    }

    @OnBothDatabases
    void whatACiTokenBoughtDiesWithItsRule(TestDatabase test) {
        try (FakeOidcProvider ci = new FakeOidcProvider();
                TestRegistry registry = registry(test, Map.of("federation.ci-issuers", ci.issuer()))) {
            Actors actors = withAnImage(registry);
            actors.robot(Actors.ADMIN, "team+ci", "pull:team/*");
            String rule = actors.must(
                            "POST",
                            "/robots/team+ci/trusts",
                            Map.of(
                                    "issuer", ci.issuer(),
                                    "audience", "registry.example",
                                    "condition", "claims.repository == \"org/app\""))
                    .member("id");
            Instant ends = Instant.now().plusSeconds(90);
            String jwt = ci.signed(new JWTClaimsSet.Builder()
                            .issuer(ci.issuer())
                            .audience("registry.example")
                            .subject("repo:org/app")
                            .issueTime(Date.from(Instant.now()))
                            .expirationTime(Date.from(ends))
                            .claim("repository", "org/app")
                            .build())
                    .serialize();
            Made made = new Made("team+ci", jwt, "");
            Actors.Answer bought = actors.buy(made.login(), "&offline_token=true&client_id=test", PULL);
            // With the minute that clocks may be apart.
            assertThat(Integer.parseInt(bought.member("expires_in"))).isLessThanOrEqualTo(150);
            assertThat(actors.get(Actors.basic("team+other", jwt), TAGS).status())
                    .isEqualTo(401);
            assertThat(actors.get(Actors.basic("admin", jwt), TAGS).status()).isEqualTo(401);
            assertThat(actors.get(Actors.bearer(jwt), TAGS).status()).isEqualTo(401);

            dies(
                    actors,
                    "a CI token",
                    made,
                    new End(true, (here, each) -> here.must("DELETE", "/robots/team+ci/trusts/" + rule, Map.of())));
        }
    }
}
