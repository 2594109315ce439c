package dev.entrepot.federation;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// An OIDC issuer on loopback whose keys and manners a test decides.
public final class TestIssuer implements AutoCloseable {
    private static final String DISCOVERY = "/.well-known/openid-configuration";

    /// How the issuer answers for its keys.
    public enum Manner {
        SOUND,
        FAILING,
        REDIRECTING,
        HUGE,
        SILENT,
        TRICKLING,
        NO_JSON,
        TOO_MANY_KEYS
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile List<JWK> keys = List.of();
    private volatile Manner manner = Manner.SOUND;
    private volatile String named;
    private volatile String keySet;

    public TestIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        named = url();
        keySet = url() + "/keys";
        server.setExecutor(threads);
        server.createContext(DISCOVERY, exchange -> answer(exchange, discovery()));
        server.createContext("/keys", this::answerKeys);
        server.createContext("/elsewhere", exchange -> answer(exchange, keyText()));
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void publish(JWK... published) {
        keys = List.of(published);
    }

    public void behave(Manner how) {
        manner = how;
    }

    /// What the discovery document calls the issuer.
    public void callItself(String name) {
        named = name;
    }

    /// Where the discovery document says the keys are.
    public void pointTo(String url) {
        keySet = url;
    }

    /// How often the discovery document was asked for.
    public int fetches() {
        return fetches.get();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private String discovery() {
        fetches.incrementAndGet();
        return JSONObjectUtils.toJSONString(Map.of("issuer", named, "jwks_uri", keySet));
    }

    private String keyText() {
        return new JWKSet(keys).toString();
    }

    private void answerKeys(HttpExchange exchange) throws IOException {
        switch (manner) {
            case SOUND -> answer(exchange, keyText());
            case NO_JSON -> answer(exchange, "<html>");
            case HUGE -> answer(exchange, keyText() + " ".repeat((int) IssuerDocuments.MAX_BYTES));
            case TOO_MANY_KEYS ->
                answer(
                        exchange,
                        "{\"keys\":[" + "{\"kty\":\"x\"},".repeat(IssuerDocuments.MAX_KEYS) + "{\"kty\":\"x\"}]}");
            case FAILING -> {
                exchange.sendResponseHeaders(503, -1);
                exchange.close();
            }
            case REDIRECTING -> {
                exchange.getResponseHeaders().set("Location", url() + "/elsewhere");
                exchange.sendResponseHeaders(302, -1);
                exchange.close();
            }
            case SILENT -> untilClosed();
            case TRICKLING -> {
                exchange.sendResponseHeaders(200, 1_000);
                OutputStream body = exchange.getResponseBody();
                body.write('{');
                body.flush();
                untilClosed();
            }
        }
    }

    private void untilClosed() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }
}
