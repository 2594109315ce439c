package dev.entrepot.e2e.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Server;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the operations of this suite do to a server, request by request; an answer that does not come is status 0.
final class World {
    static final String REPOSITORY = "team/app";
    static final String OTHER = "team/other";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final int NO_ANSWER = 0;
    private static final int NOT_READY = 503;
    /// Seconds that a job may take.
    private static final int ROUNDS = 60;

    private final Server server;
    private int content;

    World(Server server) {
        this.server = server;
    }

    /// An answer as far as this suite looks at it.
    record Answer(int status, String body, String location) {}

    /// Bytes that were never there before.
    byte[] fresh(int size) {
        byte[] bytes = new byte[size];
        new Random(++content).nextBytes(bytes);
        return bytes;
    }

    Answer send(String method, String path, String type, byte[] body) {
        HttpRequest.Builder request = server.request(path).method(method, BodyPublishers.ofByteArray(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        try {
            HttpResponse<String> answer = server.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    answer.statusCode(),
                    answer.body(),
                    answer.headers().firstValue("Location").map(World::path).orElse(""));
        } catch (UncheckedIOException e) {
            return new Answer(NO_ANSWER, String.valueOf(e.getMessage()), "");
        }
    }

    private static String path(String location) {
        URI uri = URI.create(location);
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    Answer open() {
        return send("POST", "/v2/" + REPOSITORY + "/blobs/uploads/", "", new byte[0]);
    }

    /// An upload that is open.
    String opened() {
        Answer answer = open();
        require(answer, 202);
        return answer.location();
    }

    Answer append(String upload, byte[] bytes) {
        return send("PATCH", upload, "application/octet-stream", bytes);
    }

    Answer finish(String upload, String digest, byte[] rest) {
        String separator = upload.contains("?") ? "&" : "?";
        return send("PUT", upload + separator + "digest=" + digest, "application/octet-stream", rest);
    }

    /// A blob that is there; its digest.
    String pushed(byte[] bytes) {
        String digest = Layout.digest(bytes);
        require(finish(opened(), digest, bytes), 201);
        return digest;
    }

    /// The bytes of a manifest with that blob as its config and only layer.
    static byte[] manifest(String digest, int size) {
        String descriptor =
                "{\"mediaType\":\"application/octet-stream\",\"digest\":\"%s\",\"size\":%d}".formatted(digest, size);
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(MANIFEST, descriptor, descriptor)
                .getBytes(UTF_8);
    }

    Answer tag(String tag, byte[] manifest) {
        return send("PUT", "/v2/" + REPOSITORY + "/manifests/" + tag, MANIFEST, manifest);
    }

    /// An image under a tag; the digest of its manifest.
    String image(String tag) {
        byte[] layer = fresh(50_000);
        byte[] manifest = manifest(pushed(layer), layer.length);
        require(tag(tag, manifest), 201);
        return Layout.digest(manifest);
    }

    Answer get(String path) {
        return send("GET", path, "", new byte[0]);
    }

    Answer delete(String path) {
        return send("DELETE", path, "", new byte[0]);
    }

    Answer json(String method, String path, String body) {
        return send(method, path, "application/json", body.getBytes(UTF_8));
    }

    /// Runs a job to its end; 200 when it is done, 500 with what it says when it failed.
    Answer job(String kind, String parameters) {
        Answer submitted =
                json("POST", "/api/v1/jobs", "{\"kind\":\"%s\",\"parameters\":%s}".formatted(kind, parameters));
        if (submitted.status() != 202) {
            return submitted;
        }
        String id = JsonMapper.shared().readTree(submitted.body()).path("id").stringValue();
        for (int round = 0; round < ROUNDS; round++) {
            if (server.ready() == NOT_READY) {
                // A node that may not write finishes no job either: the next start does.
                return new Answer(NOT_READY, "the node refuses to write", "");
            }
            Answer answer = get("/api/v1/jobs/" + id + "?wait=1s");
            if (answer.status() != 200) {
                return answer;
            }
            JsonNode job = JsonMapper.shared().readTree(answer.body());
            switch (job.path("state").stringValue()) {
                case "done" -> {
                    return answer;
                }
                case "failed", "cancelled" -> {
                    return new Answer(500, answer.body(), "");
                }
                default -> {}
            }
        }
        return new Answer(NO_ANSWER, kind + " does not end", "");
    }

    static void require(Answer answer, int status) {
        if (answer.status() != status) {
            throw new AssertionError("expected " + status + " and was answered " + answer);
        }
    }
}
