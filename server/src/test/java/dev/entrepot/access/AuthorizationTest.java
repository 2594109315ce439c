package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorizationTest {
    @Test
    void passwordMayHoldColonsAndAnyLetters() {
        assertThat(Authorization.parse(TestRequest.basic("ann:a:b:ü€𝄞")))
                .isEqualTo(new Authorization.Basic("ann", new Secret("a:b:ü€𝄞")));
    }

    @Test
    void emptyUserAndPasswordAreNoCredential() {
        assertThat(Authorization.parse("Basic Og==")).isEqualTo(new Authorization.None());
    }

    @Test
    void schemeIsReadWithoutRegardToCaseAndPaddingMayBeMissing() {
        assertThat(Authorization.parse("bASIC YTpi")).isEqualTo(new Authorization.Basic("a", new Secret("b")));
        assertThat(Authorization.parse("basic  YTpiYw")).isEqualTo(new Authorization.Basic("a", new Secret("bc")));
        assertThat(Authorization.parse("BEARER abc.def-_~+/=")).isEqualTo(new Authorization.Bearer("abc.def-_~+/="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Basic",
                "Basic ",
                "Basic !!!!",
                "Basic YQ",
                "Basic /w==",
                "Basic YTr/",
                "Basic YQo6Yg==",
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "Bearer a\"b",
                "Bearer é",
                "Digest username=\"a\"",
                "Basic:YTpi"
            })
    void whatBreaksItsSchemeIsMalformed(String header) {
        assertThat(Authorization.parse(header)).isInstanceOf(Authorization.Malformed.class);
    }

    @Test
    void credentialAtTheLimitIsReadAndALongerOneIsNot() {
        String longest = "a:" + "b".repeat(Authorization.MAX_BASIC_LENGTH / 4 * 3 - 2);

        assertThat(Authorization.parse(TestRequest.basic(longest))).isInstanceOf(Authorization.Basic.class);
        assertThat(Authorization.parse(TestRequest.basic(longest + "b"))).isInstanceOf(Authorization.Malformed.class);
    }

    @Test
    void passwordIsNeverPrinted() {
        assertThat(Authorization.parse(TestRequest.basic("ann:sesame")).toString())
                .contains("ann")
                .doesNotContain("sesame");
    }

    @Property
    void basicIsReadAsItWasWritten(@ForAll("users") String user, @ForAll("passwords") String password) {
        Authorization read = Authorization.parse(TestRequest.basic(user + ":" + password));

        assertThat(read).isEqualTo(new Authorization.Basic(user, new Secret(password)));
    }

    @Property
    void anyHeaderIsReadOrMalformed(@ForAll String header) {
        assertThat(Authorization.parse(header)).isNotNull();
        assertThat(Authorization.parse("Bearer " + header)).isNotNull();
        assertThat(Authorization.parse("Basic " + header)).isNotNull();
    }

    @Property
    void anyBytesBehindBasicAreReadOrMalformed(@ForAll byte[] bytes) {
        String header = "Basic " + Base64.getEncoder().encodeToString(bytes);

        if (Authorization.parse(header) instanceof Authorization.Basic basic) {
            String pair = basic.user() + ":" + basic.password().text();
            assertThat(pair.getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
        }
    }

    @Provide
    Arbitrary<String> users() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("+-._ü")
                .ofMinLength(1)
                .ofMaxLength(40);
    }

    @Provide
    Arbitrary<String> passwords() {
        return Arbitraries.strings().withCharRange(' ', '~').withChars("äöü€").ofMaxLength(200);
    }
}
