package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenGuardTest {
    private final OpenGuard guard = new OpenGuard(TestAccess.open());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:5000",
                "127.0.0.1",
                "127.8.9.1:1",
                "localhost:5000",
                "LocalHost",
                "[::1]:5000",
                "[::1]"
            })
    void ownNamesAreAdmitted(String host) {
        assertThat(guard.refusal(TestRequest.get().at("http", host).request())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example:5000",
                "localhost.evil.example",
                "127.0.0.1.evil.example:5000",
                "10.0.0.1:5000",
                "0.0.0.0:5000",
                "[2001:db8::1]:5000",
                "[::1",
                "",
                ":5000"
            })
    void foreignNamesAreRefused(String host) {
        assertThat(guard.refusal(TestRequest.get().at("http", host).request()))
                .hasValueSatisfying(message -> assertThat(message).contains("--open=any"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded",
                "x-forwarded-for",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Forwarded-Port",
                "X-Real-IP"
            })
    void forwardedRequestsAreRefused(String header) {
        assertThat(guard.refusal(TestRequest.get().header(header, "127.0.0.1").request()))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "http://127.0.0.1:3000",
                "http://localhost:5000",
                "null",
                "",
                "http://[",
                "%"
            })
    void pagesOfOtherOriginsAreRefused(String origin) {
        assertThat(guard.refusal(TestRequest.get().header("Origin", origin).request()))
                .isPresent();
    }

    @Test
    void pagesOfTheRegistryItselfAreAdmitted() {
        assertThat(guard.refusal(TestRequest.get()
                        .header("Origin", "http://127.0.0.1:5000")
                        .request()))
                .isEmpty();
    }

    @Test
    void openToAnyAndClosedRegistriesAskForNothing() {
        var foreign = TestRequest.get().at("http", "evil.example").header("X-Forwarded-For", "1.2.3.4");

        assertThat(new OpenGuard(TestAccess.openToAny()).refusal(foreign.request()))
                .isEmpty();
        assertThat(new OpenGuard(AccessConfig.DEFAULT).refusal(foreign.request()))
                .isEmpty();
    }

    @Test
    void openRegistryListensOnLoopbackUnlessItIsOpenToAny() {
        assertThat(OpenGuard.checkListen(TestAccess.open(), "127.0.0.1")).isEmpty();
        assertThat(OpenGuard.checkListen(TestAccess.open(), "::1")).isEmpty();
        assertThat(OpenGuard.checkListen(TestAccess.open(), "localhost")).isEmpty();
        assertThat(OpenGuard.checkListen(TestAccess.open(), "0.0.0.0"))
                .hasValueSatisfying(message -> assertThat(message).contains("--open=any"));
        assertThat(OpenGuard.checkListen(TestAccess.open(), "::")).isPresent();
        assertThat(OpenGuard.checkListen(TestAccess.openToAny(), "0.0.0.0")).isEmpty();
        assertThat(OpenGuard.checkListen(AccessConfig.DEFAULT, "0.0.0.0")).isEmpty();
    }
}
