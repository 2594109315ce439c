package dev.entrepot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.json.JsonMapper;

/// A client that sends what it is told and no credential of its own.
final class PlainClient implements AutoCloseable {
    private static final String COOKIE = "Cookie ";
    private static final JsonMapper JSON = new JsonMapper();

    private final ConcurrentLinkedQueue<StrictConnection> idle = new ConcurrentLinkedQueue<>();
    private final int port;

    PlainClient(int port) {
        this.port = port;
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
        TreeMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < ask.headers.size(); i += 2) {
            headers.put(ask.headers.get(i), ask.headers.get(i + 1));
        }
        if (credential.startsWith(COOKIE)) {
            // As a page of the registry's own sends it.
            headers.put("Cookie", credential.substring(COOKIE.length()));
            headers.put("Sec-Fetch-Site", "same-origin");
        } else if (!credential.isEmpty()) {
            headers.put("Authorization", credential);
        }
        List<String> lines = new ArrayList<>();
        headers.forEach((name, value) -> lines.add(name + ": " + value));
        try {
            StrictConnection kept = idle.poll();
            StrictConnection connection = kept == null ? new StrictConnection(port) : kept;
            HttpResponse<byte[]> answer =
                    connection.send(ask.method, ask.path, lines, ask.body.getBytes(StandardCharsets.UTF_8));
            if (connection.open()) {
                idle.add(connection);
            } else {
                connection.close();
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(ask.toString(), e);
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
        idle.forEach(connection -> {
            try {
                connection.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
