package dev.entrepot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// A client that sends what it is told and no credential of its own.
final class PlainClient implements AutoCloseable {
    private static final String COOKIE = "Cookie ";
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    PlainClient(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    /// What is asked.
    ///
    /// @param headers names and values in turn
    record Ask(String method, String path, String body, List<String> headers) {
        Ask {
            headers = List.copyOf(headers);
        }

        static Ask of(String method, String path, String body, String... headers) {
            return new Ask(method, path, body, List.of(headers));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /// @param credential the header `Authorization`, or a cookie; empty text: none
    HttpResponse<byte[]> send(Ask ask, String credential) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + ask.path))
                .timeout(PATIENCE)
                .method(ask.method, ask.body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(ask.body));
        for (int i = 0; i < ask.headers.size(); i += 2) {
            request.setHeader(ask.headers.get(i), ask.headers.get(i + 1));
        }
        if (credential.startsWith(COOKIE)) {
            // As a page of the registry's own sends it.
            request.setHeader("Cookie", credential.substring(COOKIE.length()));
            request.setHeader("Sec-Fetch-Site", "same-origin");
        } else if (!credential.isEmpty()) {
            request.setHeader("Authorization", credential);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(ask.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    static String session(String cookie) {
        return COOKIE + "entrepot_session=" + cookie;
    }

    static String bearer(String token) {
        return "Bearer " + token;
    }

    /// An access token as a client gets it, as the header that shows it. Empty text for no scope.
    String token(String credential, String scope) {
        String query = scope.isEmpty() ? "" : "?scope=" + URLEncoder.encode(scope, StandardCharsets.UTF_8);
        HttpResponse<byte[]> answer = send(Ask.of("GET", "/auth/token" + query, ""), credential);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + TestRegistry.text(answer));
        }
        return bearer(JSON.readTree(answer.body()).path("token").asString());
    }

    /// Everything of an answer but when, and in answer to which request, it was given.
    static String whole(HttpResponse<byte[]> answer) {
        TreeMap<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.keySet().removeIf(name -> name.equalsIgnoreCase("date") || name.equalsIgnoreCase("x-request-id"));
        return answer.statusCode() + "\n" + headers + "\n" + TestRegistry.text(answer);
    }

    static Optional<String> header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name);
    }

    @Override
    public void close() {
        client.close();
    }
}
