package dev.entrepot.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.entrepot.access.CiTokens;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a token must be to stand for a robot; each wrong thing in turn.
final class CiTokenVerifierTest {
    private final CiTrial trial = new CiTrial();

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void tokenOfTheRuleIsAccepted() {
        assertThat(trial.check(trial.token()))
                .isEqualTo(new CiTokens.Accepted(
                        "trust-1", "repo:org/app:ref:refs/heads/main", CiTrial.START.plusSeconds(660)));
        assertThat(trial.check(CiTrial.token(trial.claims("aud", List.of(CiTrial.AUDIENCE)))))
                .isInstanceOf(CiTokens.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void everyAlgorithmOfAnRsaKeyIsAccepted(String algorithm) {
        String token = CiTrial.token(
                trial.claims(), CiTrial.KEY, JWSAlgorithm.parse(algorithm), header -> header.keyID("one"));

        assertThat(trial.check(token)).isInstanceOf(CiTokens.Accepted.class);
    }

    @ParameterizedTest
    @CsvSource({"P-256, ES256", "P-384, ES384", "P-521, ES512"})
    void everyCurveIsAcceptedWithItsAlgorithm(String curve, String algorithm) throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.parse(curve)).keyID("curve").generate();
        trial.issuer.publish(key);

        assertThat(trial.check(sign(new ECDSASigner(key), algorithm, "curve"))).isInstanceOf(CiTokens.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EdDSA", "Ed25519"})
    void edwardsKeyIsAccepted(String algorithm) throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        Base64URL point = Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        trial.issuer.publish(
                new OctetKeyPair.Builder(Curve.Ed25519, point).keyID("ed").build());
        String content = Base64URL.encode("{\"alg\":\"" + algorithm + "\",\"kid\":\"ed\"}") + "."
                + Base64URL.encode(json(trial.claims()));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(content.getBytes(StandardCharsets.US_ASCII));
        String token = content + "." + Base64URL.encode(signature.sign());

        assertThat(trial.check(token)).isInstanceOf(CiTokens.Accepted.class);
        assertThat(trial.check(content + "." + Base64URL.encode(new byte[64]))).isInstanceOf(CiTokens.Refused.class);
    }

    @Test
    void tokenIsGoodForTheRobotOfTheRuleOnly() {
        assertThat(trial.verifier.check(CiTrial.robot("robot-2"), trial.token()))
                .isInstanceOf(CiTokens.Refused.class);
    }

    @Test
    void eachOfSeveralRulesMayAccept() {
        trial.rules.addFirst(
                CiTrial.rule("trust-0", trial.issuer.url(), CiTrial.AUDIENCE, "claims.ref == 'refs/heads/other'"));

        assertThat(trial.check(trial.token()))
                .isInstanceOfSatisfying(
                        CiTokens.Accepted.class,
                        accepted -> assertThat(accepted.trustId()).isEqualTo("trust-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a.b", "a.b.c", "a.b.c.d.e", "....", "{}", "eyJhbGciOiJSUzI1NiJ9..", "e30.e30."})
    void whatIsNoTokenIsRefused(String text) {
        assertRefusedUnasked(text, "this is no token of a CI system");
    }

    @Test
    void longestTokenHasSixteenKibibytes() {
        String padded = CiTrial.token(trial.claims("padding", "x".repeat(CiToken.MAX_LENGTH)));

        assertRefusedUnasked(padded, "more than 16384 bytes");
    }

    @Test
    void otherIssuerAndAudienceAreRefusedBeforeAnythingIsFetched() {
        String said = "no trust rule of this robot";

        assertRefusedUnasked(CiTrial.token(trial.claims("iss", "https://ci.example.org")), said);
        assertRefusedUnasked(CiTrial.token(trial.claims("iss", trial.issuer.url() + "/")), said);
        assertRefusedUnasked(CiTrial.token(trial.claims("iss", List.of(trial.issuer.url()))), said);
        assertRefusedUnasked(CiTrial.token(trial.claimsWithout("iss")), said);
        assertRefusedUnasked(CiTrial.token(trial.claims("aud", "other.example.org")), said);
        assertRefusedUnasked(CiTrial.token(trial.claims("aud", "Registry.example.org")), said);
        assertRefusedUnasked(CiTrial.token(trial.claims("aud", List.of(CiTrial.AUDIENCE, "other"))), said);
        assertRefusedUnasked(CiTrial.token(trial.claims("aud", List.of())), said);
        assertRefusedUnasked(CiTrial.token(trial.claims("aud", Map.of("a", CiTrial.AUDIENCE))), said);
        assertRefusedUnasked(CiTrial.token(trial.claimsWithout("aud")), said);
    }

    @Test
    void issuerThatIsNotConfiguredIsNeverAsked() {
        try (TestIssuer stranger = new TestIssuer()) {
            stranger.publish(CiTrial.KEY);
            trial.rules.add(CiTrial.rule("trust-2", stranger.url(), CiTrial.AUDIENCE, "has(claims.sub)"));

            assertRefusedUnasked(CiTrial.token(trial.claims("iss", stranger.url())), "federation.ci-issuers");
            assertThat(stranger.fetches()).isZero();
        }
    }

    @Test
    void ruleWhoseAudienceIsNotUniqueAcceptsNothing() {
        trial.rules.add(CiTrial.rule("trust-2", trial.issuer.url(), "https://github.com/org", "has(claims.sub)"));

        assertRefusedUnasked(CiTrial.token(trial.claims("aud", "https://github.com/org")), "not unique");
    }

    @Test
    void tokenOutOfItsTimeIsRefused() {
        long now = CiTrial.START.getEpochSecond();

        assertRefusedUnasked(CiTrial.token(trial.claims("exp", now - 60)), "has expired");
        assertRefusedUnasked(CiTrial.token(trial.claimsWithout("exp")), "lacks a claim of time");
        assertRefusedUnasked(CiTrial.token(trial.claimsWithout("iat")), "lacks a claim of time");
        assertRefusedUnasked(CiTrial.token(trial.claims("exp", "tomorrow")), "lacks a claim of time");
        assertRefusedUnasked(CiTrial.token(trial.claims("nbf", "now")), "lacks a claim of time");
        assertRefusedUnasked(CiTrial.token(trial.claims("iat", now + 61)), "not valid yet");
        assertRefusedUnasked(CiTrial.token(trial.claims("nbf", now + 61)), "not valid yet");
        assertRefusedUnasked(CiTrial.token(trial.claims("exp", now + 86_401)), "lives longer than 24 hours");
        assertRefusedUnasked(CiTrial.token(trial.claims("exp", Long.MAX_VALUE)), "lacks a claim of time");

        assertThat(trial.check(CiTrial.token(trial.claims("exp", now - 59)))).isInstanceOf(CiTokens.Accepted.class);
        assertThat(trial.check(CiTrial.token(trial.claims("nbf", now + 60)))).isInstanceOf(CiTokens.Accepted.class);
        assertThat(trial.check(CiTrial.token(trial.claimsWithout("nbf")))).isInstanceOf(CiTokens.Accepted.class);
    }

    @Test
    void tokenWithoutSubjectIsRefused() {
        assertRefusedUnasked(CiTrial.token(trial.claimsWithout("sub")), "lacks the claim sub");
    }

    @Test
    void unsignedTokenIsRefused() {
        String content =
                Base64URL.encode("{\"alg\":\"none\",\"kid\":\"one\"}") + "." + Base64URL.encode(json(trial.claims()));

        assertRefusedUnasked(content + ".", "this is no token of a CI system");
        assertRefusedUnasked(content + ".AAAA", "this is no token of a CI system");
    }

    @Test
    void publicKeyAsSharedSecretIsRefused() throws JOSEException {
        RSAPublicKey key = CiTrial.KEY.toRSAPublicKey();
        for (byte[] secret : List.of(
                key.getEncoded(), CiTrial.KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            assertRefusedUnasked(sign(new MACSigner(secret), "HS256", "one"), "algorithm is not accepted");
        }
    }

    @Test
    void keysInTheHeaderAreNotLookedAt() {
        RSAKey own = CiTrial.OTHER_KEY;
        URI place = URI.create(trial.issuer.url() + "/elsewhere");
        String jwk = CiTrial.token(
                trial.claims(),
                own,
                JWSAlgorithm.RS256,
                header -> header.keyID("one").jwk(own.toPublicJWK()));
        String jku = CiTrial.token(
                trial.claims(),
                own,
                JWSAlgorithm.RS256,
                header -> header.keyID("one").jwkURL(place));
        String x5u = CiTrial.token(
                trial.claims(),
                own,
                JWSAlgorithm.RS256,
                header -> header.keyID("one").x509CertURL(place));

        assertRefused(jwk, "was not signed by its issuer");
        assertRefused(jku, "was not signed by its issuer");
        assertRefused(x5u, "was not signed by its issuer");
    }

    @Test
    void headerThatDemandsMoreIsRefused() {
        assertRefusedUnasked(
                CiTrial.token(
                        trial.claims(),
                        CiTrial.KEY,
                        JWSAlgorithm.RS256,
                        header -> header.keyID("one")
                                .criticalParams(Set.of("exp"))
                                .customParam("exp", 1)),
                "demands what is not supported");
        assertRefusedUnasked(
                CiTrial.token(
                        trial.claims(),
                        CiTrial.KEY,
                        JWSAlgorithm.RS256,
                        header -> header.keyID("one").type(new JOSEObjectType("logout+jwt"))),
                "type of token");
        assertRefusedUnasked(
                CiTrial.token(trial.claims(), CiTrial.KEY, JWSAlgorithm.RS256, header -> header),
                "does not name its key");
    }

    @Test
    void wrongKeyIsRefused() {
        RSAKey liar = CiTrial.rsa("one");

        assertRefused(CiTrial.token(trial.claims(), liar), "was not signed by its issuer");
        assertRefused(CiTrial.token(trial.claims(), CiTrial.OTHER_KEY), "key is none of its issuer's");
    }

    @Test
    void changedTokenIsRefused() {
        String[] parts = trial.token().split("\\.", -1);
        Map<String, Object> other = trial.claims("sub", "repo:evil/app");

        assertRefused(parts[0] + "." + Base64URL.encode(json(other)) + "." + parts[2], "was not signed by its issuer");
        assertRefused(parts[0] + "." + parts[1] + "." + Base64URL.encode(new byte[256]), "was not signed");
    }

    @Test
    void keyDecidesWhatItMayBeUsedFor() throws JOSEException {
        RSAKey encryption =
                new RSAKey.Builder(CiTrial.KEY).keyUse(KeyUse.ENCRYPTION).build();
        RSAKey other =
                new RSAKey.Builder(CiTrial.KEY).algorithm(JWSAlgorithm.RS512).build();
        ECKey curve = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        ECKey bitcoin = new ECKeyGenerator(Curve.P_384).keyID("one").generate();

        for (JWK published : List.of(encryption, other, curve, bitcoin)) {
            try (CiTrial fresh = new CiTrial()) {
                fresh.issuer.publish(published);
                assertThat(fresh.check(fresh.token()))
                        .isEqualTo(new CiTokens.Refused("the token was not signed by its issuer"));
            }
        }
    }

    @Test
    void conditionDecidesLast() {
        String said = "the condition of the trust rule does not hold for this token";

        assertRefused(CiTrial.token(trial.claims("repository", "org/other")), said);
        assertRefused(CiTrial.token(trial.claims("ref", "refs/pull/1/merge")), said);
        assertRefused(CiTrial.token(trial.claims("ref", List.of("refs/heads/main"))), said);
        assertRefused(CiTrial.token(trial.claimsWithout("ref")), said + ": key 'ref' is not present in map.");
    }

    @ParameterizedTest
    @CsvSource({
        "'', the audience is empty",
        "'  ', the audience is empty",
        "abc, has 4 to 255 characters",
        "a b c d, printable ASCII",
        "r\u00e9gistre.example.org, printable ASCII",
        "ISSUER, not meant for this registry",
        "ISSUER/, not meant for this registry",
        "127.0.0.1, not meant for this registry",
        "https://github.com/org, not meant for this registry",
        "https://GitHub.com/, not meant for this registry",
        "https://gitlab.com, not meant for this registry",
        "sigstore, not meant for this registry",
        "sts.amazonaws.com, not meant for this registry",
        "api://AzureADTokenExchange, not meant for this registry"
    })
    void audienceOfARuleIsUniqueToTheRegistry(String audience, String said) {
        String issuer = trial.issuer.url();

        assertThat(trial.verifier.objection(issuer, audience.replace("ISSUER", issuer), CiTrial.CONDITION))
                .get()
                .asString()
                .contains(said);
    }

    @Test
    void ruleIsCheckedWhenItIsMade() {
        String issuer = trial.issuer.url();
        CiTokenVerifier verifier = trial.verifier;

        assertThat(verifier.objection(issuer, CiTrial.AUDIENCE, CiTrial.CONDITION))
                .isEmpty();
        assertThat(verifier.objection(issuer, "https://registry.example.org", CiTrial.CONDITION))
                .isEmpty();
        assertThat(verifier.objection(issuer + "/", CiTrial.AUDIENCE, CiTrial.CONDITION))
                .get()
                .asString()
                .contains("federation.ci-issuers");
        assertThat(verifier.objection(issuer, CiTrial.AUDIENCE, "true"))
                .get()
                .asString()
                .contains("no claim");
        assertThat(verifier.objection(issuer, CiTrial.AUDIENCE, "claims.ref ="))
                .get()
                .asString()
                .contains("column");
        assertThat(trial.issuer.fetches()).isZero();
    }

    private void assertRefusedUnasked(String token, String said) {
        assertRefused(token, said);
        assertThat(trial.issuer.fetches()).isZero();
    }

    private void assertRefused(String token, String said) {
        assertThat(trial.check(token))
                .isInstanceOfSatisfying(
                        CiTokens.Refused.class,
                        refused -> assertThat(refused.reason()).contains(said));
    }

    private String sign(JWSSigner signer, String algorithm, String kid) {
        return CiTrial.sign(
                trial.claims(),
                signer,
                new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID(kid).build());
    }

    private static String json(Map<String, Object> claims) {
        return new Payload(new HashMap<>(claims)).toString();
    }
}
