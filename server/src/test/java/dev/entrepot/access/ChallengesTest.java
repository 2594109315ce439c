package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.http.Request;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ChallengesTest {
    private final Challenges plain = new Challenges(Optional.empty());
    private final Request request =
            TestRequest.get().at("http", "127.0.0.1:5000").request();

    @Test
    void firstChallengeHasNoErrorAndPingNoScope() {
        assertThat(plain.headerValue(request, challenge("", Optional.empty())))
                .isEqualTo("Bearer realm=\"http://127.0.0.1:5000/auth/token\",service=\"127.0.0.1:5000\"");
        assertThat(plain.headerValue(request, challenge("repository:alpine:pull,push", Optional.empty())))
                .isEqualTo("Bearer realm=\"http://127.0.0.1:5000/auth/token\",service=\"127.0.0.1:5000\","
                        + "scope=\"repository:alpine:pull,push\"");
    }

    @Test
    void narrowTokenIsToldItsError() {
        assertThat(plain.headerValue(request, challenge("registry:catalog:*", Optional.of("insufficient_scope"))))
                .isEqualTo("Bearer realm=\"http://127.0.0.1:5000/auth/token\",service=\"127.0.0.1:5000\","
                        + "scope=\"registry:catalog:*\",error=\"insufficient_scope\"");
    }

    @Test
    void externalUrlFixesRealmAndService() {
        Challenges external = new Challenges(Optional.of(URI.create("https://registry.example/base/")));

        assertThat(external.headerValue(request, challenge("", Optional.empty())))
                .isEqualTo("Bearer realm=\"https://registry.example/base/auth/token\",service=\"registry.example\"");
    }

    @Test
    void realmFollowsTheRequestsScheme() {
        Request secure = TestRequest.get().at("https", "[::1]:5443").request();

        assertThat(plain.realm(secure)).isEqualTo("https://[::1]:5443/auth/token");
        assertThat(plain.service(secure)).isEqualTo("[::1]:5443");
    }

    @Test
    void nothingLeavesItsQuotes() {
        Request odd = TestRequest.get().at("http", "a\",b=\"\r\nc\\").request();

        assertThat(plain.headerValue(odd, challenge("", Optional.empty())))
                .isEqualTo("Bearer realm=\"http://a,b=c/auth/token\",service=\"a,b=c\"");
    }

    private static Decision.Challenge challenge(String scope, Optional<String> error) {
        return new Decision.Challenge(scope, error, "");
    }
}
