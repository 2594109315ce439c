package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.entrepot.authority.Author;
import dev.entrepot.database.Database;
import dev.entrepot.oci.RepositoryName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokensTest {
    private static final Tokens.Audience AUDIENCE = new Tokens.Audience("http://127.0.0.1:5000", "127.0.0.1:5000");
    private static final Holder ANN = new Holder(Author.Kind.USER, "7", "ann", 3, Holder.PASSWORD);
    private static final List<Scope> SCOPES =
            List.of(Scope.of("repository", "alpine", "pull", "push"), Scope.of("registry", "catalog", "*"));

    private final MovableTime time = new MovableTime();

    @TempDir
    private Path folder;

    private Database database;
    private SigningKeys keys;
    private Tokens tokens;

    @BeforeEach
    void openKeys() {
        database = TestControl.sqlite(folder);
        keys = new SigningKeys(database, new SecretKey(new byte[32], new SecureRandom()), time, time);
        tokens = tokensFor(audience -> true);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void claimsAreThoseOfTheTokenSpecification() throws Exception {
        Tokens.Issued issued = tokens.issue(ANN, Optional.empty(), SCOPES, AUDIENCE);

        SignedJWT jwt = SignedJWT.parse(issued.text());
        assertThat(jwt.getHeader().toJSONObject())
                .containsOnly(
                        Map.entry("typ", "JWT"),
                        Map.entry("alg", "ES256"),
                        Map.entry("kid", keys.signing().kid()));
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        long now = MovableTime.START.getEpochSecond();
        assertThat(jwt.getPayload().toJSONObject())
                .containsEntry("iss", "http://127.0.0.1:5000")
                .containsEntry("aud", "127.0.0.1:5000")
                .containsEntry("sub", "ann")
                .containsEntry("iat", now)
                .containsEntry("nbf", now)
                .containsEntry("exp", now + 600)
                .containsEntry("account", "7")
                .containsEntry("credential_version", 3L)
                .containsKey("jti");
        assertThat(claims.getListClaim("access"))
                .containsExactly(
                        Map.of("type", "repository", "name", "alpine", "actions", List.of("pull", "push")),
                        Map.of("type", "registry", "name", "catalog", "actions", List.of("*")));
        assertThat(issued.issuedAt()).isEqualTo("2026-11-23T20:00:00Z");
    }

    @Test
    void anonymousTokenHasAnEmptySubjectAndNoAccount() throws Exception {
        String token = tokens.issue(Holder.NOBODY, Optional.empty(), List.of(), AUDIENCE)
                .text();

        assertThat(SignedJWT.parse(token).getPayload().toJSONObject())
                .containsEntry("sub", "")
                .containsEntry("access", List.of())
                .doesNotContainKeys("account", "credential_version");
        assertThat(tokens.check(token))
                .isInstanceOfSatisfying(
                        Tokens.Believed.class,
                        believed -> assertThat(believed.holder()).isEqualTo(Holder.NOBODY));
    }

    @Test
    void tokenIsRememberedOnceItIsCheckedAndUntilItExpires() {
        String token = tokens.issue(ANN, Optional.empty(), SCOPES, AUDIENCE).text();
        assertThat(tokens.remembered(token)).isEmpty();

        assertThat(tokens.check(token)).isInstanceOfSatisfying(Tokens.Believed.class, believed -> {
            assertThat(believed.holder()).isEqualTo(ANN);
            assertThat(believed.scopes().covers(Action.PUSH, RepositoryName.parse("library/alpine")))
                    .isTrue();
            assertThat(believed.scopes().covers(Action.DELETE, RepositoryName.parse("library/alpine")))
                    .isFalse();
            assertThat(believed.scopes().covers(Action.CATALOG)).isTrue();
        });

        assertThat(tokens.remembered(token)).isPresent();
        time.advance(Duration.ofSeconds(599));
        assertThat(tokens.remembered(token)).isPresent();
        time.advance(Duration.ofSeconds(1));
        assertThat(tokens.remembered(token)).isEmpty();
        assertThat(tokens.check(token)).isEqualTo(new Tokens.Disbelieved("the token has expired"));
    }

    @Test
    void everyChangedCharacterIsNoticed() {
        String token = tokens.issue(ANN, Optional.empty(), SCOPES, AUDIENCE).text();

        for (int i = 0; i < token.length(); i++) {
            // Of the last character of a part two bits may stand for nothing: take one that differs in the others.
            char other = token.charAt(i) == 'Q' ? 'g' : 'Q';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(tokens.check(changed)).as(changed).isInstanceOf(Tokens.Disbelieved.class);
        }
        for (int length = 0; length < token.length(); length++) {
            assertThat(tokens.check(token.substring(0, length))).isInstanceOf(Tokens.Disbelieved.class);
        }
    }

    @Test
    void tokensSignedByOthersAreNotBelieved() throws Exception {
        JWTClaimsSet claims = SignedJWT.parse(
                        tokens.issue(ANN, Optional.empty(), SCOPES, AUDIENCE).text())
                .getJWTClaimsSet();
        String kid = keys.signing().kid();

        SignedJWT stranger = new SignedJWT(header(JWSAlgorithm.ES256, kid), claims);
        stranger.sign(new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()));
        SignedJWT symmetric = new SignedJWT(header(JWSAlgorithm.HS256, kid), claims);
        symmetric.sign(new MACSigner(new byte[32]));
        SignedJWT unknownKey = new SignedJWT(header(JWSAlgorithm.ES256, "another"), claims);
        unknownKey.sign(keys.signing().signer());
        SignedJWT noKey = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), claims);
        noKey.sign(keys.signing().signer());
        String none = encode("{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}") + "."
                + encode(claims.toString()) + ".";

        for (String token :
                List.of(stranger.serialize(), symmetric.serialize(), unknownKey.serialize(), noKey.serialize(), none)) {
            assertThat(tokens.check(token)).as(token).isInstanceOf(Tokens.Disbelieved.class);
        }
    }

    @Test
    void refreshTokenIsNoAccessTokenAndTheReverse() {
        String refresh = tokens.issueRefresh(ANN, Optional.empty(), AUDIENCE, Duration.ofDays(90));
        String access = tokens.issue(ANN, Optional.empty(), SCOPES, AUDIENCE).text();

        assertThat(tokens.check(refresh)).isInstanceOf(Tokens.Disbelieved.class);
        assertThat(tokens.checkRefresh(access)).isInstanceOf(Tokens.Disbelieved.class);
        assertThat(tokens.checkRefresh(refresh)).isInstanceOf(Tokens.Believed.class);
        time.advance(Duration.ofDays(90));
        assertThat(tokens.checkRefresh(refresh)).isInstanceOf(Tokens.Disbelieved.class);
    }

    @Test
    void tokenOfANodeWhoseClockIsAMinuteAheadIsBelieved() throws Exception {
        assertThat(tokens.check(startingIn(Duration.ofSeconds(60)))).isInstanceOf(Tokens.Believed.class);
        assertThat(tokens.check(startingIn(Duration.ofSeconds(62)))).isInstanceOf(Tokens.Disbelieved.class);
    }

    @Test
    void tokenForAnotherServiceIsNotBelieved() {
        String token = tokens.issue(ANN, Optional.empty(), SCOPES, AUDIENCE).text();

        assertThat(tokensFor("registry.example"::equals).check(token)).isInstanceOf(Tokens.Disbelieved.class);
        assertThat(tokensFor("127.0.0.1:5000"::equals).check(token)).isInstanceOf(Tokens.Believed.class);
    }

    @Test
    void tokensOfARotatedKeyLiveOn() {
        String token = tokens.issue(ANN, Optional.empty(), SCOPES, AUDIENCE).text();

        keys.rotate(Duration.ofMinutes(10));

        assertThat(tokens.check(token)).isInstanceOf(Tokens.Believed.class);
    }

    @Test
    void anyTextIsBelievedOrNot() {
        Random random = new Random(20261123);
        String alphabet = "abcXYZ019-_.={}\" ";
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(60);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String header = encode(text.toString());

            assertThat(tokens.check(text.toString())).isInstanceOf(Tokens.Disbelieved.class);
            assertThat(tokens.check(header + "." + header + "." + header)).isInstanceOf(Tokens.Disbelieved.class);
        }
        String deep = encode("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"k\",\"x\":" + "[".repeat(5_000));
        assertThat(tokens.check(deep + "." + deep + ".AA")).isInstanceOf(Tokens.Disbelieved.class);
        assertThat(tokens.check("a".repeat(16 * 1024 + 1))).isInstanceOf(Tokens.Disbelieved.class);
    }

    private Tokens tokensFor(Predicate<String> ownAudience) {
        return new Tokens(keys, Duration.ofMinutes(10), ownAudience, time, time);
    }

    private String startingIn(Duration ahead) throws Exception {
        SignedJWT jwt = new SignedJWT(
                header(JWSAlgorithm.ES256, keys.signing().kid()),
                new JWTClaimsSet.Builder()
                        .issuer("http://127.0.0.1:5000")
                        .audience("127.0.0.1:5000")
                        .subject("")
                        .notBeforeTime(Date.from(time.instant().plus(ahead)))
                        .expirationTime(Date.from(time.instant().plus(ahead).plusSeconds(600)))
                        .build());
        jwt.sign(keys.signing().signer());
        return jwt.serialize();
    }

    private static JWSHeader header(JWSAlgorithm algorithm, String kid) {
        return new JWSHeader.Builder(algorithm)
                .type(JOSEObjectType.JWT)
                .keyID(kid)
                .build();
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
