package dev.entrepot.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is asked of Entrepot about images and the vulnerability database, as its admin.
record Scans(Server server) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Pattern STATE = Pattern.compile("\"state\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");

    /// Waits until an image was read, and returns what is known of it.
    String read(String image, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            String answer = get("/api/v1/scan?image=" + image + "&wait=10s");
            if (!first(STATE, answer).equals("pending")) {
                return answer;
            }
        }
        throw new IllegalStateException(image + " is not read after " + limit);
    }

    /// What is known of an image now.
    String known(String image) throws IOException {
        return get("/api/v1/scan?image=" + image);
    }

    /// Imports files or folders into the vulnerability database and waits until that is done.
    void importAll(String paths, Duration limit) throws IOException {
        String job = first(ID, send("POST", "/api/v1/jobs", """
                {"kind":"vulnerability-import","parameters":{"path":"%s"}}""".formatted(paths)));
        await(job, limit);
    }

    private void await(String job, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            String answer = get("/api/v1/jobs/" + job);
            switch (first(STATE, answer)) {
                case "done" -> {
                    return;
                }
                case "failed", "cancelled" -> throw new IllegalStateException(answer);
                default -> LockSupport.parkNanos(POLL.toNanos());
            }
        }
        throw new IllegalStateException("job " + job + " is not done after " + limit);
    }

    private String get(String path) throws IOException {
        return send("GET", path, "");
    }

    private String send(String method, String path, String body) throws IOException {
        String basic = Base64.getEncoder().encodeToString(server.login().getBytes(StandardCharsets.UTF_8));
        List<String> headers = List.of("Authorization: Basic " + basic, "Content-Type: application/json");
        try (Connection connection = new Connection(server.address())) {
            return connection
                    .exchange(method, path, headers, Body.of(body.getBytes(StandardCharsets.UTF_8)))
                    .expect(method + " " + path, 200, 201, 202)
                    .body();
        }
    }

    private static String first(Pattern pattern, String document) {
        Matcher found = pattern.matcher(document);
        if (!found.find()) {
            throw new IllegalStateException("no " + pattern + " in " + document);
        }
        return found.group(1);
    }
}
