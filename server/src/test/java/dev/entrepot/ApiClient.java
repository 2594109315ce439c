package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Somebody who uses `/api/v1`. Every answer is held against `openapi.yaml`.
final class ApiClient implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final OpenApi DESCRIPTION = OpenApi.read();
    static final String PASSWORD = "a password of eight";

    private final TestRegistry registry;
    private final List<String> credential;

    private ApiClient(TestRegistry registry, List<String> credential) {
        this.registry = registry;
        this.credential = credential;
    }

    /// The admin of a registry that is started for the test.
    static ApiClient admin(TestDatabase test) {
        return admin(test, Map.of());
    }

    static ApiClient admin(TestDatabase test, Map<String, String> settings) {
        return new ApiClient(new TestRegistry(test, settings), List.of());
    }

    record Answer(int status, String text, HttpResponse<byte[]> response) {
        JsonNode json() {
            return JSON.readTree(text);
        }

        String code() {
            return json().path("errors").path(0).path("code").asString();
        }

        String message() {
            return json().path("errors").path(0).path("message").asString();
        }

        String header(String name) {
            return TestRegistry.header(response, name);
        }

        /// This answer, when it has that status.
        Answer expect(int expected) {
            assertThat(status).as(text).isEqualTo(expected);
            return this;
        }

        /// The names of a listing's items.
        List<String> names() {
            List<String> names = new ArrayList<>();
            json().path("items").forEach(item -> names.add(item.path("name").asString()));
            return names;
        }
    }

    TestRegistry registry() {
        return registry;
    }

    /// The same registry, used with another name and password.
    ApiClient as(String user, String password) {
        String pair = user + ":" + password;
        return new ApiClient(
                registry,
                List.of(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))));
    }

    ApiClient bearing(String token) {
        return new ApiClient(registry, List.of("Authorization", "Bearer " + token));
    }

    /// The header of that name, which the admin's own client has no use for.
    String authorization() {
        return credential.get(1);
    }

    /// Makes the user and is it.
    ApiClient user(String name) {
        post("/api/v1/users", "{\"name\":\"" + name + "\",\"password\":\"" + PASSWORD + "\"}")
                .expect(201);
        return as(name, PASSWORD);
    }

    Answer get(String path) {
        return send("GET", path, "");
    }

    Answer post(String path, String body) {
        return send("POST", path, body);
    }

    Answer put(String path, String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    Answer patch(String path, String body, String... headers) {
        return send("PATCH", path, body, headers);
    }

    Answer delete(String path, String... headers) {
        return send("DELETE", path, "", headers);
    }

    Answer send(String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(credential);
        if (!body.isEmpty()) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        all.addAll(List.of(headers));
        HttpResponse<byte[]> response =
                registry.send(method, path, body.getBytes(StandardCharsets.UTF_8), all.toArray(String[]::new));
        Answer answer = new Answer(response.statusCode(), TestRegistry.text(response), response);
        if (path.startsWith("/api/v1") && answer.status() != 405) {
            assertThat(DESCRIPTION.complaints(
                            method,
                            path.split("\\?", 2)[0],
                            answer.status(),
                            answer.header("Content-Type"),
                            answer.text()))
                    .as(method + " " + path + " " + answer.status() + " " + answer.text())
                    .isEmpty();
        }
        return answer;
    }

    @Override
    public void close() {
        registry.close();
    }
}
