package dev.entrepot.federation;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Fetches the keys of an issuer, as OpenID Connect Discovery 1.0 says: first the document below the issuer, which must
/// name that very issuer, then the key set it points to. No redirect is followed; size, time and number are bounded.
///
/// There are hours between two fetches, so each has a client of its own and leaves no thread behind.
final class IssuerDocuments {
    static final Duration DEADLINE = Duration.ofSeconds(5);

    /// The known systems write some ten kilobytes.
    static final long MAX_BYTES = 256 * 1024;

    static final int MAX_KEYS = 100;
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";
    private static final int OK = 200;

    private final Optional<SSLContext> tls;
    private final Duration deadline;

    /// @param tls which servers are believed; without it those of the JVM
    /// @param deadline for both documents together
    IssuerDocuments(Optional<SSLContext> tls, Duration deadline) {
        this.tls = tls;
        this.deadline = deadline;
    }

    /// Public keys by their `kid`; others are left out. Throws {@link IOException} with a text for people.
    Map<String, JWK> keys(String issuer) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(deadline)
                .followRedirects(HttpClient.Redirect.NEVER);
        tls.ifPresent(builder::sslContext);
        HttpClient client = builder.build();
        try {
            String path = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
            URI discovery = URI.create(path + WELL_KNOWN);
            Map<String, Object> document = parse(discovery, fetch(client, discovery, end));
            if (!issuer.equals(document.get("issuer"))) {
                throw new IOException(discovery + " speaks of another issuer");
            }
            URI keys = keySet(URI.create(issuer), document.get("jwks_uri"));
            return keys(keys, fetch(client, keys, end));
        } finally {
            client.shutdownNow();
        }
    }

    private static URI keySet(URI issuer, @Nullable Object value) throws IOException {
        try {
            URI url = URI.create(String.valueOf(value));
            boolean sameOrigin = Objects.equals(url.getScheme(), issuer.getScheme())
                    && Objects.equals(url.getHost(), issuer.getHost())
                    && url.getPort() == issuer.getPort();
            if (url.getHost() != null
                    && url.getRawUserInfo() == null
                    && ("https".equals(url.getScheme()) || sameOrigin)) {
                return url;
            }
        } catch (IllegalArgumentException notAUrl) {
            // said below
        }
        throw new IOException("the discovery document of " + issuer + " has no jwks_uri that can be used");
    }

    private static Map<String, JWK> keys(URI url, String text) throws IOException {
        if (!(parse(url, text).get("keys") instanceof List<?> list) || list.size() > MAX_KEYS) {
            throw new IOException(url + " is no set of at most " + MAX_KEYS + " keys");
        }
        try {
            Map<String, JWK> keys = new HashMap<>();
            for (JWK key : JWKSet.parse(text).getKeys()) {
                if (key.getKeyID() != null
                        && (key instanceof RSAKey || key instanceof ECKey || key instanceof OctetKeyPair)) {
                    keys.putIfAbsent(key.getKeyID(), key.toPublicJWK());
                }
            }
            return keys;
        } catch (ParseException | RuntimeException e) {
            // The library says with either that a key is malformed.
            throw new IOException(url + " is no set of keys", e);
        }
    }

    private static Map<String, Object> parse(URI url, String text) throws IOException {
        try {
            return JSONObjectUtils.parse(text);
        } catch (ParseException e) {
            throw new IOException(url + " is no JSON", e);
        }
    }

    private static String fetch(HttpClient client, URI url, long end) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(url).header("Accept", "application/json").build();
        CompletableFuture<HttpResponse<byte[]>> pending = client.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES));
        try {
            HttpResponse<byte[]> answer = pending.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (answer.statusCode() != OK) {
                throw new IOException(url + " answers " + answer.statusCode());
            }
            return new String(answer.body(), StandardCharsets.UTF_8);
        } catch (TimeoutException e) {
            throw new IOException(url + " does not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException(url + " cannot be read: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            pending.cancel(true);
        }
    }
}
