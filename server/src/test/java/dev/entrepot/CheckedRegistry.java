package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.oci.Digest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A registry with a mixed life, and the jobs that look at it.
final class CheckedRegistry {
    static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private final ApiClient admin;

    CheckedRegistry(ApiClient admin) {
        this.admin = admin;
    }

    /// What came of a job.
    JsonNode run(String kind, String parameters) {
        JsonNode asked = admin.post("/api/v1/jobs", "{\"kind\":\"" + kind + "\",\"parameters\":{" + parameters + "}}")
                .expect(202)
                .json();
        JsonNode done = admin.get("/api/v1/jobs/" + asked.path("id").asString() + "?wait=30s")
                .json();
        assertThat(done.path("state").asString()).as(done.toString()).isEqualTo("done");
        return done.path("result");
    }

    /// The ids of what a check finds.
    Set<String> found(JsonNode result) {
        Set<String> ids = new TreeSet<>();
        result.path("findings")
                .forEach(finding -> ids.add(finding.path("invariant").asString()));
        assertThat(result.path("sound").asBoolean()).as(result.toString()).isEqualTo(ids.isEmpty());
        return ids;
    }

    Digest blob(String repository, String text) {
        return admin.registry().push(repository, text);
    }

    static String descriptor(String type, String text) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest(text) + "\",\"size\":" + text.length() + "}";
    }

    static Digest digest(String text) {
        return Digest.of(Digest.Algorithm.SHA256, text.getBytes(StandardCharsets.UTF_8));
    }

    /// An image of one layer, which is its config too.
    static String image(String layer, String more) {
        String descriptor = descriptor("application/x", layer);
        return "{\"schemaVersion\":2,\"mediaType\":\"" + IMAGE + "\",\"config\":" + descriptor + ",\"layers\":["
                + descriptor + "]" + more + "}";
    }

    static String index(String... images) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":["
                + Stream.of(images).map(image -> descriptor(IMAGE, image)).collect(Collectors.joining(",")) + "]}";
    }

    String put(String repository, String reference, String type, String manifest) {
        send("PUT", "/v2/" + repository + "/manifests/" + reference, manifest, 201, "Content-Type", type);
        return manifest;
    }

    /// Pushes layer and image.
    String push(String repository, String tag, String layer) {
        blob(repository, layer);
        return put(repository, tag, IMAGE, image(layer, ""));
    }

    HttpResponse<byte[]> send(String method, String path, String body, int status, String... headers) {
        HttpResponse<byte[]> answer =
                admin.registry().send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
        assertThat(answer.statusCode())
                .as(method + " " + path + " " + TestRegistry.text(answer))
                .isEqualTo(status);
        return answer;
    }

    /// A life in which something of everything happens. Tag `web/app:v1` has moved twice; `web/app@index` names two
    /// images; `web/lib` shares the layer `shared` with `web/app`; `web/app` has an open upload of five bytes.
    void live() {
        push("web/app", "v1", "first");
        push("web/app", "v1", "second");
        String one = push("web/app", "one", "shared");
        String two = push("web/app", "two", "other");
        put("web/app", "index", INDEX, index(one, two));
        String subject = ",\"subject\":" + descriptor(IMAGE, one);
        blob("web/app", "signature");
        put("web/app", digestOf(image("signature", subject)), IMAGE, image("signature", subject));
        send("POST", "/v2/web/lib/blobs/uploads/?from=web/app&mount=" + digest("shared"), "", 201);
        put("web/lib", "v1", IMAGE, image("shared", ""));
        push("web/lib", "gone", "gone");
        send("DELETE", "/v2/web/lib/manifests/gone", "", 202);
        push("web/lib", "away", "away");
        send("DELETE", "/v2/web/lib/manifests/" + digest(image("away", "")), "", 202);
        push("old/app", "v1", "old");
        admin.delete("/api/v1/repositories/old/app?force=true");
        String signed = push("web/lib", "signed", "signed");
        blob("web/lib", "note");
        String note = image("note", ",\"subject\":" + descriptor(IMAGE, signed));
        put("web/lib", digestOf(note), IMAGE, note);
        put("web/lib", "all", INDEX, index(signed));
        send("DELETE", "/v2/web/lib/manifests/" + digest(index(signed)), "", 202);
        send("DELETE", "/v2/web/lib/manifests/" + digest(signed), "", 202);
        push("web/lib", "signed", "signed");
        blob("web/app", "unused");
        HttpResponse<byte[]> upload = send("POST", "/v2/web/app/blobs/uploads/", "", 202);
        String location = upload.headers().firstValue("Location").orElseThrow();
        send("PATCH", location, "12345", 202, "Content-Type", "application/octet-stream");
    }

    private static String digestOf(String manifest) {
        return digest(manifest).toString();
    }

    static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
