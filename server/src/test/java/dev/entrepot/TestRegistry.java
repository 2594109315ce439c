package dev.entrepot;

import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.rest.Route;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A whole registry on a loopback port, over the database of a test, and a client that is its admin.
final class TestRegistry implements AutoCloseable {
    static final String PASSWORD = "correct horse battery staple";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    private final Registry registry;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// Takes the data of `test` over, whose own database is closed.
    TestRegistry(TestDatabase test, Map<String, String> settings) {
        this(test.data(), with(settings, test));
    }

    /// On SQLite.
    TestRegistry(Path data, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("data", data.toString());
        all.put("http.listen", "127.0.0.1:0");
        registry = Registry.start(
                Config.load(all, Map.of(), Map.of("ENTREPOT_ADMIN_PASSWORD", PASSWORD), Optional.empty()));
    }

    private static Map<String, String> with(Map<String, String> settings, TestDatabase test) {
        test.close();
        Map<String, String> all = new HashMap<>(settings);
        test.config().url().ifPresent(url -> all.put("database.url", url));
        return all;
    }

    int port() {
        return registry.port();
    }

    /// The table of actions.
    List<Route> routes() {
        return registry.routes();
    }

    HttpResponse<byte[]> get(String path, String... headers) {
        return send("GET", path, new byte[0], headers);
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(path.startsWith("http") ? path : "http://127.0.0.1:" + registry.port() + path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .setHeader("Authorization", BASIC);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Pushes a blob in one request and returns its digest.
    Digest push(String repository, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.of(Digest.Algorithm.SHA256, bytes);
        HttpResponse<byte[]> answer = send("POST", "/v2/" + repository + "/blobs/uploads/?digest=" + digest, bytes);
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + " " + text(answer));
        }
        return digest;
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Override
    public void close() {
        client.close();
        registry.close();
    }
}
