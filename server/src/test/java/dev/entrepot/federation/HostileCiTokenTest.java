package dev.entrepot.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import dev.entrepot.access.CiTokens;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;

/// Whatever somebody makes up without the issuer's key is refused, and never breaks anything.
final class HostileCiTokenTest {
    private static final CiTrial TRIAL = new CiTrial();
    private static final List<String> ALGORITHMS = List.of(
            "none", "None", "HS256", "HS384", "HS512", "RS256", "RS1", "PS256", "ES256", "ES256K", "EdDSA", "Ed448",
            "dir", "A128GCM", "");

    @AfterContainer
    static void close() {
        TRIAL.close();
    }

    @Property(tries = 1_000)
    void tokenMadeUpWithoutTheKeyIsRefused(@ForAll("headers") String header, @ForAll("signatures") String signature) {
        String claims = new Payload(TRIAL.claims()).toString();
        String token = Base64URL.encode(header) + "." + Base64URL.encode(claims) + "." + signature;

        assertThat(TRIAL.check(token)).isInstanceOf(CiTokens.Refused.class);
    }

    @Property(tries = 1_000)
    void anyClaimsAreReadWithoutHarm(@ForAll("claims") String claims) {
        String token =
                Base64URL.encode("{\"alg\":\"RS256\",\"kid\":\"one\"}") + "." + Base64URL.encode(claims) + ".AAAA";

        assertThat(TRIAL.check(token)).isInstanceOf(CiTokens.Refused.class);
    }

    @Test
    void everyPublicFormOfTheKeyIsUselessAsASharedSecret() throws JOSEException {
        List<String> forms = List.of(
                CiTrial.KEY.toPublicJWK().toJSONString(),
                CiTrial.KEY.getModulus().toString(),
                CiTrial.KEY.toPublicKey().toString());
        for (String form : forms) {
            for (String algorithm : List.of("HS256", "HS384", "HS512")) {
                JWSSigner signer = new MACSigner(form.getBytes(StandardCharsets.UTF_8));
                String token = CiTrial.sign(
                        TRIAL.claims(),
                        signer,
                        new JWSHeader.Builder(JWSAlgorithm.parse(algorithm))
                                .keyID("one")
                                .build());

                assertThat(TRIAL.check(token)).isInstanceOf(CiTokens.Refused.class);
            }
        }
    }

    @Provide
    Arbitrary<String> headers() {
        Arbitrary<String> odd = oddJson();
        return Combinators.combine(
                        Arbitraries.of(ALGORITHMS),
                        Arbitraries.of(
                                "\"one\"",
                                "\"two\"",
                                "\"\"",
                                "1",
                                "null",
                                "[\"one\"]",
                                "\"../../one\"",
                                "\"' OR 1=1\""),
                        Arbitraries.of(
                                "typ", "crit", "jwk", "jku", "x5c", "x5u", "b64", "zip", "enc", "alg", "kid", "x5t"),
                        odd)
                .as((algorithm, kid, name, value) ->
                        "{\"alg\":\"" + algorithm + "\",\"kid\":" + kid + ",\"" + name + "\":" + value + "}");
    }

    @Provide
    Arbitrary<String> signatures() {
        return Arbitraries.oneOf(
                Arbitraries.of("", "AAAA", "=", "a.b", "\u0000"),
                Arbitraries.bytes()
                        .array(byte[].class)
                        .ofMaxSize(300)
                        .map(bytes -> Base64URL.encode(bytes).toString()));
    }

    @Provide
    Arbitrary<String> claims() {
        String issuer = "\"" + TRIAL.issuer.url() + "\"";
        return Combinators.combine(
                        Arbitraries.of("iss", "aud", "sub", "exp", "iat", "nbf", "ref"), oddJson(), oddJson())
                .as((name, one, other) -> "{\"iss\":" + issuer + ",\"aud\":\"" + CiTrial.AUDIENCE + "\",\"sub\":"
                        + other + ",\"iat\":1,\"exp\":2,\"" + name + "\":" + one + "}");
    }

    private static Arbitrary<String> oddJson() {
        return Arbitraries.of(
                "null",
                "true",
                "0",
                "-1",
                "1e400",
                "1e999999999",
                "9223372036854775808",
                "0.1",
                "\"\"",
                "\"x\"",
                "{}",
                "[]",
                "[null]",
                "[\"exp\"]",
                "{\"kty\":\"RSA\"}",
                "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
                "[\"AAAA\"]",
                "\"http://127.0.0.1:1/\"",
                "\"JWT\"",
                "\"\\ud800\"",
                "[".repeat(5_000) + "]".repeat(5_000),
                "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000),
                "\"" + "x".repeat(10_000) + "\"",
                "NaN",
                "{",
                "");
    }
}
