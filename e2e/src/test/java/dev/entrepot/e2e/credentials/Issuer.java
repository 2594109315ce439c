package dev.entrepot.e2e.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// A CI system that gives its jobs OIDC tokens, with real keys behind a discovery document.
final class Issuer implements AutoCloseable {
    private static final String KEY_ID = "key-1";
    private final HttpServer server;
    private final KeyPair keys = keyPair();

    private Issuer(HttpServer server) {
        this.server = server;
    }

    static Issuer start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var issuer = new Issuer(server);
            var rsa = (RSAPublicKey) issuer.keys.getPublic();
            var key = "{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}"
                    .formatted(KEY_ID, number(rsa.getModulus()), number(rsa.getPublicExponent()));
            server.createContext(
                    "/.well-known/openid-configuration",
                    exchange -> answer(
                            exchange,
                            "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(issuer.url(), issuer.url())));
            server.createContext("/keys", exchange -> answer(exchange, "{\"keys\":[" + key + "]}"));
            server.start();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What its tokens have as `iss`.
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// The token of a job of that project, made for that audience, that began just now.
    String token(String project, String audience) {
        return token(project, audience, Instant.now());
    }

    /// The token of a job that began then; it ends half an hour later.
    String token(String project, String audience, Instant began) {
        return signed(keys.getPrivate(), project, audience, began);
    }

    /// One that names this issuer and its key, and is signed by somebody else.
    String forged(String project, String audience) {
        return signed(keyPair().getPrivate(), project, audience, Instant.now());
    }

    private String signed(PrivateKey key, String project, String audience, Instant began) {
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", url());
        claims.put("sub", "project:" + project);
        claims.put("aud", audience);
        claims.put("project_path", project);
        claims.put("iat", began.getEpochSecond());
        claims.put("exp", began.plus(Duration.ofMinutes(30)).getEpochSecond());
        var header = Map.of("alg", "RS256", "typ", "JWT", "kid", KEY_ID);
        var mapper = JsonMapper.shared();
        var text = base64(mapper.writeValueAsBytes(header)) + "." + base64(mapper.writeValueAsBytes(claims));
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(UTF_8));
            return text + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has RSA", e);
        }
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return base64(Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        var body = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
