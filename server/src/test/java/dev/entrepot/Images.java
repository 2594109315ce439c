package dev.entrepot;

import dev.entrepot.oci.Digest;
import java.nio.charset.StandardCharsets;

/// Small images for tests over HTTP.
final class Images {
    static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private Images() {}

    /// An image of one blob; pushed under a tag, it is what its digest says.
    static String manifest(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return "{\"schemaVersion\":2,\"mediaType\":\"" + TYPE
                + "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\""
                + Digest.of(Digest.Algorithm.SHA256, bytes) + "\",\"size\":" + bytes.length + "},\"layers\":[]}";
    }

    static String digest(String document) {
        return Digest.of(Digest.Algorithm.SHA256, document.getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /// Pushes the image of that text and returns its digest.
    static String push(ApiClient client, String repository, String tag, String text) {
        client.registry().push(repository, text);
        return put(client, repository, tag, TYPE, manifest(text));
    }

    static String put(ApiClient client, String repository, String tag, String type, String document) {
        client.send("PUT", "/v2/" + repository + "/manifests/" + tag, document, "Content-Type", type)
                .expect(201);
        return digest(document);
    }
}
