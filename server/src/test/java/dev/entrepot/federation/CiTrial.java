package dev.entrepot.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.entrepot.access.CiTokens;
import dev.entrepot.conditions.Conditions;
import dev.entrepot.directory.CiTrust;
import dev.entrepot.directory.Robot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A robot with a trust rule, an issuer, and the tokens it could send.
final class CiTrial implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-23T20:00:00Z");
    static final String AUDIENCE = "registry.example.org";
    static final String CONDITION = "claims.repository == \"org/app\" && claims.ref == \"refs/heads/main\"";
    static final RSAKey KEY = rsa("one");
    static final RSAKey OTHER_KEY = rsa("two");

    final TestIssuer issuer = new TestIssuer();
    final List<CiTrust> rules = new ArrayList<>();
    final CiTokenVerifier verifier;
    private volatile Instant now = START;

    CiTrial() {
        this(IssuerDocuments.DEADLINE);
    }

    CiTrial(Duration deadline) {
        issuer.publish(KEY);
        rules.add(rule("trust-1", issuer.url(), AUDIENCE, CONDITION));
        verifier = new CiTokenVerifier(
                new CiConfig(List.of(issuer.url()), Optional.empty()),
                robot -> robot.id().equals("robot-1") ? List.copyOf(rules) : List.of(),
                new Conditions(),
                () -> now,
                new IssuerDocuments(Optional.empty(), deadline));
    }

    void advance(Duration duration) {
        now = now.plus(duration);
    }

    CiTokens.Result check(String token) {
        return verifier.check(robot("robot-1"), token);
    }

    static Robot robot(String id) {
        return new Robot(id, "org", "org+ci", "", List.of(), "account-1", 1, Optional.empty(), false, START);
    }

    static CiTrust rule(String id, String issuer, String audience, String condition) {
        return new CiTrust(id, "robot-1", issuer, audience, condition, START, "account-1");
    }

    /// The claims of a token that is good for ten minutes from now.
    Map<String, Object> claims() {
        return new HashMap<>(Map.of(
                "iss",
                issuer.url(),
                "aud",
                AUDIENCE,
                "sub",
                "repo:org/app:ref:refs/heads/main",
                "iat",
                now.getEpochSecond(),
                "nbf",
                now.getEpochSecond(),
                "exp",
                now.plusSeconds(600).getEpochSecond(),
                "repository",
                "org/app",
                "ref",
                "refs/heads/main"));
    }

    Map<String, Object> claims(String name, Object value) {
        Map<String, Object> claims = claims();
        claims.put(name, value);
        return claims;
    }

    Map<String, Object> claimsWithout(String name) {
        Map<String, Object> claims = claims();
        claims.remove(name);
        return claims;
    }

    String token() {
        return token(claims());
    }

    static String token(Map<String, Object> claims) {
        return token(claims, KEY);
    }

    static String token(Map<String, Object> claims, RSAKey key) {
        return token(claims, key, JWSAlgorithm.RS256, header -> header.keyID(key.getKeyID()));
    }

    static String token(
            Map<String, Object> claims, RSAKey key, JWSAlgorithm algorithm, UnaryOperator<JWSHeader.Builder> header) {
        try {
            return sign(
                    claims,
                    new RSASSASigner(key),
                    header.apply(new JWSHeader.Builder(algorithm)).build());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String sign(Map<String, Object> claims, JWSSigner signer, JWSHeader header) {
        try {
            JWSObject token = new JWSObject(header, new Payload(claims));
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static RSAKey rsa(String kid) {
        try {
            return new RSAKeyGenerator(2_048).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        issuer.close();
    }
}
