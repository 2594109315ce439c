package dev.entrepot.e2e.hostile;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A repository with something to lose, on a server that is running.
///
/// @param port where the server listens on loopback
/// @param authorization the header's value for one who may do everything
public record Target(int port, String authorization) {
    static final String REPOSITORY = "hostile/target";
    static final String BASE = "/v2/" + REPOSITORY;
    static final byte[] BLOB = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);

    private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]+)\"");

    /// Pushes what the hostile requests are meant to harm.
    public void fill() {
        push(BLOB);
        push(CONFIG);
        put("v1", MediaType.OCI_MANIFEST, image("v1"));
        put("v2", MediaType.OCI_MANIFEST, image("v2"));
        String child = descriptor(MediaType.OCI_MANIFEST.text(), image("v1").getBytes(StandardCharsets.UTF_8));
        put(
                "index",
                MediaType.OCI_INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[" + child + "]}");
        String referrer = image("referrer");
        put(
                "referrer",
                MediaType.OCI_MANIFEST,
                referrer.substring(0, referrer.length() - 1) + ",\"subject\":" + child + "}");
    }

    /// All that a reader can see of the repository, to be compared.
    public List<String> state() {
        List<String> state = new ArrayList<>();
        state.add(seen("/v2/_catalog"));
        state.add(seen(BASE + "/tags/list"));
        for (String tag : List.of("v1", "v2", "index", "referrer")) {
            state.add(seen(BASE + "/manifests/" + tag));
        }
        state.add(seen(BASE + "/referrers/" + digest(image("v1").getBytes(StandardCharsets.UTF_8))));
        state.add(seen(blob(BLOB)));
        state.add(seen(blob(CONFIG)));
        return state;
    }

    /// A request by one who may do everything.
    HttpText request(String method, String target) {
        return anonymous(method, target).header("Authorization", authorization);
    }

    static HttpText anonymous(String method, String target) {
        return new HttpText(method, target, List.of(), new byte[0]);
    }

    /// A token of the server itself, for these actions on the repository.
    String token(String actions) {
        String scope = "repository:" + REPOSITORY + ":" + actions;
        String body = done(200, request("GET", "/auth/token?service=registry.test&scope=" + scope))
                .body();
        Matcher token = TOKEN.matcher(body);
        if (!token.find()) {
            throw new AssertionError("no token in " + body);
        }
        return token.group(1);
    }

    /// Opens an upload that holds these bytes, and returns its path.
    String upload(byte[] content) {
        Answer opened = done(202, request("POST", BASE + "/blobs/uploads/"));
        String location = opened.header("Location").orElseThrow();
        if (content.length == 0) {
            return location;
        }
        return done(202, request("PATCH", location).body(content))
                .header("Location")
                .orElseThrow();
    }

    /// Fails unless the upload still holds so many bytes.
    void requireOffset(String upload, int bytes) {
        String range = done(204, request("GET", upload)).header("Range").orElse("");
        if (!range.equals("0-" + (bytes - 1))) {
            throw new AssertionError("the upload holds " + range + ", expected " + bytes + " bytes");
        }
    }

    /// Fails when the repository has this blob.
    void requireAbsent(byte[] content) {
        done(404, request("HEAD", blob(content)));
    }

    void cancel(String upload) {
        Connection.exchange(port, request("DELETE", upload).bytes(), false);
    }

    static String blob(byte[] content) {
        return BASE + "/blobs/" + digest(content);
    }

    static Digest digest(byte[] content) {
        return Digest.of(Digest.Algorithm.SHA256, content);
    }

    static String descriptor(String type, byte[] content) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest(content) + "\",\"size\":" + content.length
                + "}";
    }

    /// A sound image manifest that names blobs of this repository.
    static String image(String note) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"config\":"
                + descriptor("application/vnd.oci.empty.v1+json", CONFIG) + ",\"layers\":["
                + descriptor("application/vnd.oci.image.layer.v1.tar", BLOB) + "],\"annotations\":{\"note\":\"" + note
                + "\"}}";
    }

    private void push(byte[] content) {
        done(
                201,
                request("POST", BASE + "/blobs/uploads/?digest=" + digest(content))
                        .body(content));
    }

    private void put(String tag, MediaType type, String manifest) {
        done(
                201,
                request("PUT", BASE + "/manifests/" + tag)
                        .header("Content-Type", type.text())
                        .body(manifest));
    }

    private String seen(String path) {
        Answer answer = done(200, request("GET", path));
        return path + ' ' + answer.header("Docker-Content-Digest").orElse("") + ' ' + answer.body();
    }

    private Answer done(int status, HttpText request) {
        Answer answer = Connection.exchange(port, request.bytes(), false);
        if (answer.status() != status) {
            throw new AssertionError(
                    request.method() + ' ' + request.target() + " was answered " + answer + ", expected " + status);
        }
        return answer;
    }
}
