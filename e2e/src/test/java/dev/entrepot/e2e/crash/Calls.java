package dev.entrepot.e2e.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Requests to one life of the server; none of them follows, retries or hides anything.
final class Calls implements AutoCloseable {
    static final String OCTETS = "application/octet-stream";
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_LIMIT)
            .build();
    private final String url;
    private final String authorization;

    Calls(String url, String authorization) {
        this.url = url;
        this.authorization = authorization;
    }

    HttpResponse<byte[]> get(String path) {
        return send("GET", path, "", BodyPublishers.noBody());
    }

    HttpResponse<byte[]> head(String path) {
        return send("HEAD", path, "", BodyPublishers.noBody());
    }

    HttpResponse<byte[]> delete(String path) {
        return send("DELETE", path, "", BodyPublishers.noBody());
    }

    HttpResponse<byte[]> post(String path) {
        return send("POST", path, "", BodyPublishers.noBody());
    }

    /// Sends `body`; `range` is the text of Content-Range, empty for none.
    HttpResponse<byte[]> send(String method, String path, String type, BodyPublisher body, String range) {
        HttpRequest.Builder request = request(method, path, type, body);
        if (!range.isEmpty()) {
            request.header("Content-Range", range);
        }
        return answer(request.build());
    }

    HttpResponse<byte[]> send(String method, String path, String type, BodyPublisher body) {
        return answer(request(method, path, type, body).build());
    }

    private HttpRequest.Builder request(String method, String path, String type, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(path.startsWith("/") ? url + path : path))
                .timeout(ANSWER_LIMIT)
                .header("Authorization", authorization)
                .method(method, body);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        return request;
    }

    private HttpResponse<byte[]> answer(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UnansweredException(request.method() + " " + request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    /// Nobody knows whether the request was carried out.
    static final class UnansweredException extends RuntimeException {
        UnansweredException(String message, Throwable cause) {
            super(message, cause);
        }

        UnansweredException(String message) {
            super(message);
        }
    }
}
