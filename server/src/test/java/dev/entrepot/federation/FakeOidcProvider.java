package dev.entrepot.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// An OpenID Connect provider at whose door everybody gets in as whom the test says. It is as strict as it must be:
/// codes hold once, and only with the verifier and the redirect URI that they were asked for with.
public final class FakeOidcProvider implements AutoCloseable {
    private record Granted(Map<String, String> asked, Map<String, Object> claims) {}

    private final HttpServer server;
    private final ECKey key;
    private final Map<String, Granted> codes = new ConcurrentHashMap<>();
    private volatile UnaryOperator<SignedJWT> forged = UnaryOperator.identity();
    private volatile Map<String, Object> metadata = Map.of();
    private volatile Map<String, Object> userInfo = Map.of();
    private volatile Object lastSubject = "";

    public FakeOidcProvider() {
        try {
            key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (JOSEException | IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, 200, document()));
        server.createContext("/keys", exchange -> answer(exchange, 200, new JWKSet(key.toPublicJWK()).toString()));
        server.createContext("/token", this::token);
        server.createContext("/userinfo", exchange -> answer(exchange, 200, JSONObjectUtils.toJSONString(userInfo())));
        server.start();
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// What discovery says beside, or in place of, the usual.
    public void says(Map<String, Object> more) {
        metadata = more;
    }

    public void saysOfTheUser(Map<String, Object> claims) {
        userInfo = claims;
    }

    /// ID tokens are handed out changed so.
    public void forges(UnaryOperator<SignedJWT> how) {
        forged = how;
    }

    public ECKey key() {
        return key;
    }

    /// Logs somebody in at the door that a browser was sent to, and returns where the browser goes from there, without
    /// `iss`.
    public URI logIn(String authorizationUrl, Map<String, Object> claims) {
        Map<String, String> asked = parameters(URI.create(authorizationUrl).getRawQuery());
        String code = UUID.randomUUID().toString();
        codes.put(code, new Granted(asked, claims));
        lastSubject = claims.getOrDefault("sub", "");
        return URI.create(asked.get("redirect_uri") + "?code=" + code + "&state=" + asked.get("state"));
    }

    private Map<String, Object> userInfo() {
        Map<String, Object> all = new HashMap<>(Map.of("sub", lastSubject));
        all.putAll(userInfo);
        return all;
    }

    private String document() {
        Map<String, Object> document = new HashMap<>(Map.of(
                "issuer",
                issuer(),
                "authorization_endpoint",
                issuer() + "/authorize",
                "token_endpoint",
                issuer() + "/token",
                "userinfo_endpoint",
                issuer() + "/userinfo",
                "jwks_uri",
                issuer() + "/keys",
                "response_types_supported",
                List.of("code"),
                "subject_types_supported",
                List.of("public"),
                "id_token_signing_alg_values_supported",
                List.of("ES256")));
        document.putAll(metadata);
        return JSONObjectUtils.toJSONString(document);
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form =
                parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Granted granted = codes.remove(form.getOrDefault("code", ""));
        boolean sound = granted != null
                && granted.asked().getOrDefault("redirect_uri", "").equals(form.get("redirect_uri"))
                && granted.asked().getOrDefault("code_challenge_method", "").equals("S256")
                && granted.asked()
                        .getOrDefault("code_challenge", "")
                        .equals(challenge(form.getOrDefault("code_verifier", "")));
        if (granted == null || !sound) {
            answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        answer(
                exchange,
                200,
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\""
                        + forged.apply(idToken(granted)).serialize() + "\"}");
    }

    private SignedJWT idToken(Granted granted) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(granted.asked().get("client_id"))
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .claim("nonce", granted.asked().get("nonce"));
        granted.claims().forEach(claims::claim);
        return signed(claims.build());
    }

    /// A token with the provider's own signature.
    public SignedJWT signed(JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new ECDSASigner(key));
            return token;
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            parameters.put(
                    pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private static void answer(HttpExchange exchange, int status, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
