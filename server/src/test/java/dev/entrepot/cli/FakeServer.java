package dev.entrepot.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Someone else's server as far as the client sees it: takes note of requests, answers what a test says.
final class FakeServer implements AutoCloseable {
    record Answer(int status, String body, Map<String, String> headers) {
        static Answer of(int status, String body) {
            return new Answer(status, body, Map.of());
        }
    }

    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();
    private final List<String> matches = new ArrayList<>();

    FakeServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://" + host();
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /// The next answer to this method and path with its query; the last one said stays.
    synchronized FakeServer on(String request, int status, String body) {
        return on(request, Answer.of(status, body));
    }

    synchronized FakeServer on(String request, Answer answer) {
        answers.computeIfAbsent(request, _ -> new ArrayDeque<>()).add(answer);
        return this;
    }

    /// `METHOD /path?query body`, without `/api/v1`.
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    synchronized List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    /// Values of `If-Match`.
    synchronized List<String> matches() {
        return List.copyOf(matches);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Answer answer = take(exchange, body);
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), answer.status() == 204 ? -1 : bytes.length);
        if (answer.status() != 204) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private synchronized Answer take(HttpExchange exchange, String body) {
        String request = exchange.getRequestMethod() + " "
                + exchange.getRequestURI().toString().replaceFirst("^/api/v1", "");
        requests.add((request + " " + body).strip());
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        if (exchange.getRequestHeaders().containsKey("If-Match")) {
            matches.add(exchange.getRequestHeaders().getFirst("If-Match"));
        }
        Deque<Answer> queue = answers.get(request);
        if (queue == null) {
            return exchange.getRequestMethod().equals("DELETE") ? Answer.of(204, "") : Answer.of(200, "{}");
        }
        return queue.size() > 1 ? queue.removeFirst() : queue.getFirst();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
