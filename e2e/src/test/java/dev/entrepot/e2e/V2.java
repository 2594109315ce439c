package dev.entrepot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;

/// The `/v2/` API of one repository, request by request: for tests that want to see what each of them is answered.
public record V2(Server server, String repository) {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    /// POST: opens an upload and returns its location.
    public String open() {
        var answer = tryOpen();
        if (answer.statusCode() != 202) {
            throw new AssertionError("POST is answered " + answer.statusCode() + ": " + answer.body());
        }
        return location(answer);
    }

    /// POST that may be refused.
    public HttpResponse<String> tryOpen() {
        return send(request("/v2/" + repository + "/blobs/uploads/").POST(BodyPublishers.noBody()));
    }

    /// PATCH with a range: the bytes of an upload from `offset` on.
    public HttpResponse<String> append(String upload, long offset, byte[] bytes) {
        return send(request(upload)
                .header("Content-Type", "application/octet-stream")
                .header("Content-Range", offset + "-" + (offset + bytes.length - 1))
                .method("PATCH", BodyPublishers.ofByteArray(bytes)));
    }

    /// GET of an upload: how far it is.
    public HttpResponse<String> status(String upload) {
        return send(request(upload).GET());
    }

    /// PUT: the rest of an upload, and its digest.
    public HttpResponse<String> finish(String upload, String digest, BodyPublisher rest) {
        var separator = upload.contains("?") ? "&" : "?";
        return send(request(upload + separator + "digest=" + digest)
                .header("Content-Type", "application/octet-stream")
                .PUT(rest));
    }

    /// POST and PUT.
    public HttpResponse<String> push(String digest, BodyPublisher content) {
        return finish(open(), digest, content);
    }

    /// POST and PUT, which must succeed; returns the digest.
    public String push(byte[] content) {
        var digest = Layout.digest(content);
        var answer = push(digest, BodyPublishers.ofByteArray(content));
        if (answer.statusCode() != 201) {
            throw new AssertionError("PUT is answered " + answer.statusCode() + ": " + answer.body());
        }
        return digest;
    }

    /// PUT of a manifest for an image with one layer and an empty config; the layer must be there.
    public HttpResponse<String> tag(String tag, String layer, long size) {
        var config = "{}".getBytes(UTF_8);
        var manifest = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(
                        MANIFEST,
                        descriptor("application/vnd.oci.empty.v1+json", push(config), config.length),
                        descriptor("application/octet-stream", layer, size));
        return send(request("/v2/" + repository + "/manifests/" + tag)
                .header("Content-Type", MANIFEST)
                .PUT(BodyPublishers.ofString(manifest)));
    }

    /// Where an answer says the upload is, as a path.
    public static String location(HttpResponse<String> answer) {
        var location = URI.create(answer.headers().firstValue("Location").orElseThrow());
        return location.getRawPath() + (location.getRawQuery() == null ? "" : "?" + location.getRawQuery());
    }

    /// The same block many times, without holding it many times.
    public static BodyPublisher repeated(byte[] block, int times) {
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofByteArrays(Collections.nCopies(times, block)), (long) block.length * times);
    }

    private static String descriptor(String mediaType, String digest, long size) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, digest, size);
    }

    private HttpRequest.Builder request(String path) {
        return server.request(path).timeout(LIMIT);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return server.send(request.build(), BodyHandlers.ofString());
    }
}
