package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.access.TokenForger;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Forged tokens at every door at which a token could be shown.
final class HostileTokensTest {
    private static final Map<String, String> SETTINGS =
            Map.of("external-url", "http://registry.example", "access.refresh-tokens", "true");
    private static final String TAGS = "/v2/team/app/tags/list";

    @OnBothDatabases
    void noneOfTwoHundredForgedTokensIsAccepted(TestDatabase test) {
        try (TestRegistry first = new TestRegistry(test, SETTINGS)) {
            new Actors(first).image("team/app", "1", "a layer");
        }
        try (TestDatabase database = test.again()) {
            TokenForger forger = new TokenForger(database.database(), test.data());
            try (TestRegistry registry = new TestRegistry(test, SETTINGS)) {
                Actors actors = new Actors(registry);
                actors.user("alice");
                actors.grant("writer", "alice", "team");
                String good = actors.token(Actors.as("alice"), "repository:team/app:pull");
                assertThat(actors.get(Actors.bearer(good), TAGS).status()).isEqualTo(200);

                TokenParts parts = new TokenParts(forger, good);
                new HostileHeaders(parts).add();
                new HostileClaims(parts).add();
                new HostileTexts(parts).add();
                Map<String, String> hostile = parts.hostile();

                List<String> accepted = new ArrayList<>();
                hostile.forEach((name, token) -> accepted.addAll(doors(actors, name, token)));
                assertThat(accepted).isEmpty();
                assertThat(hostile).hasSizeGreaterThanOrEqualTo(200);
                assertThat(actors.get(Actors.bearer(good), TAGS).status()).isEqualTo(200);
            }
        }
    }

    @OnBothDatabases
    void tokenOfAnotherKindOrOfAnotherRepositoryIsNoGood(TestDatabase test) {
        try (TestRegistry first = new TestRegistry(test, SETTINGS)) {
            new Actors(first).image("team/app", "1", "a layer");
        }
        try (TestDatabase database = test.again()) {
            TokenForger forger = new TokenForger(database.database(), test.data());
            try (TestRegistry registry = new TestRegistry(test, SETTINGS)) {
                Actors actors = new Actors(registry);
                actors.user("alice");
                actors.grant("writer", "alice", "team");
                TokenParts parts = new TokenParts(forger, actors.token(Actors.as("alice"), "repository:team/app:pull"));
                String other = "[{\"type\":\"repository\",\"name\":\"team/app\",\"actions\":[\"pull\"],\"id\":\"42\"}]";
                String ofAnother = forger.sign(parts.header, TokenParts.with(parts.payload, "access", other));
                String refresh = actors.refreshToken(Actors.as("alice"), "repository:team/app:pull");

                assertThat(actors.get(Actors.bearer(ofAnother), TAGS).error()).isEqualTo("invalid_token");
                assertThat(doors(actors, "a refresh token", refresh))
                        .singleElement()
                        .asString()
                        .contains("as a refresh");
                assertThat(actors.refresh(parts.good).status()).isEqualTo(401);
                for (String token : List.of(parts.good, refresh)) {
                    assertThat(actors.get(Actors.basic("alice", token), TAGS).status())
                            .isEqualTo(401);
                    assertThat(actors.buy(Actors.bearer(token), "").status()).isEqualTo(401);
                }
            }
        }
    }

    /// Where the token was not answered as it must be.
    private static List<String> doors(Actors actors, String name, String token) {
        List<String> wrong = new ArrayList<>();
        String bearer = Actors.bearer(token);
        for (String path : List.of("/v2/", TAGS, "/v2/_catalog")) {
            Actors.Answer answer = actors.get(bearer, path);
            if (!refused(answer, token)
                    || (answer.status() == 401 && !answer.error().equals("invalid_token"))) {
                wrong.add(name + " at " + path + ": " + answer.visible());
            }
        }
        for (String path : List.of("/api/v1/whoami", "/api/v1/users", "/auth/token")) {
            Actors.Answer answer = actors.get(bearer, path);
            if (!refused(answer, token)) {
                wrong.add(name + " at " + path + ": " + answer.visible());
            }
        }
        Actors.Answer refreshed = actors.refresh(token, "repository:team/app:pull");
        boolean bought = refreshed.status() != 401 && refreshed.status() != 400;
        if (bought) {
            wrong.add(name + " as a refresh token: " + refreshed.visible());
        }
        return wrong;
    }

    /// 401, or 431 where the header is longer than any may be.
    private static boolean refused(Actors.Answer answer, String token) {
        return answer.status() == 401 || (answer.status() == 431 && token.length() > 8_000);
    }
}
