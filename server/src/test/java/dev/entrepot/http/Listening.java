package dev.entrepot.http;

import dev.entrepot.telemetry.Metrics;
import dev.entrepot.telemetry.RequestLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A listener on a free port of the loopback, with handlers by path, for tests.
final class Listening implements AutoCloseable {
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final RequestLog log = new RequestLog(new PrintStream(logged, true, StandardCharsets.UTF_8));
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final Metrics metrics = new Metrics();
    final HttpListener listener;

    Listening() {
        this(config());
    }

    Listening(HttpConfig config) {
        this.listener = HttpListener.start(config, this::route, metrics, log);
    }

    static HttpConfig config() {
        return config(Duration.ofSeconds(30), 1024);
    }

    static HttpConfig config(Duration bodyGrace, long minBodyBytesPerSecond) {
        return new HttpConfig(
                "127.0.0.1",
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                32 * 1024,
                10_000,
                Duration.ofSeconds(20),
                bodyGrace,
                minBodyBytesPerSecond,
                Duration.ofSeconds(10));
    }

    Listening on(String path, Handler handler) {
        handlers.put(path, handler);
        return this;
    }

    /// Answers on the event loop.
    Listening atOnce(String path, Handler handler) {
        return on(path, new Handler() {
            @Override
            public Response handle(Request request) {
                throw new IllegalStateException("must be answered at once");
            }

            @Override
            public Optional<Response> handleAtOnce(Request request) {
                try {
                    return Optional.of(handler.handle(request));
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    private Router.Routed route(String method, String rawPath) {
        Handler handler = handlers.getOrDefault(rawPath, request -> Response.empty(404));
        return new Router.Routed("test" + rawPath.replace('/', '.'), handler);
    }

    int port() {
        return listener.port();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    HttpResponse<byte[]> put(String path, byte[] body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    RawConnection connect() throws IOException {
        return new RawConnection(port());
    }

    /// All log lines; stops the listener, so that none is missing.
    String stopAndReadLog() {
        listener.stop();
        log.close();
        return logged.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
        listener.stop();
        log.close();
    }
}
