package dev.entrepot.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The calls that a client of a registry makes, over one connection.
final class RegistryClient implements AutoCloseable {

    static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";

    private final Connection connection;
    private final List<String> admission;

    /// Closing the client closes the connection.
    RegistryClient(Connection connection, List<String> admission) {
        this.connection = connection;
        this.admission = List.copyOf(admission);
    }

    /// As Docker and Podman push a layer: ask whether it is there, open an upload, send it in one stream, close it.
    void pushBlob(String repository, String digest, Body body) throws IOException {
        connection
                .exchange("HEAD", "/v2/" + repository + "/blobs/" + digest, admission, Body.none())
                .expect("HEAD of a new blob", 404);
        String upload = openUpload(repository);
        upload = send("PATCH", upload, body, 202).location();
        finishUpload(upload, digest, Body.none());
    }

    /// In two requests: open an upload, then everything with its digest.
    void pushBlobAtOnce(String repository, String digest, Body body) throws IOException {
        finishUpload(openUpload(repository), digest, body);
    }

    /// In chunks that name their range.
    void pushBlobInChunks(String repository, Payload payload, long chunk) throws IOException {
        String upload = openUpload(repository);
        for (long from = 0; from < payload.size(); from += chunk) {
            long to = Math.min(payload.size(), from + chunk);
            String range = "Content-Range: " + from + "-" + (to - 1);
            upload = send("PATCH", upload, payload.slice(from, to), 202, range).location();
        }
        finishUpload(upload, payload.digest(), Body.none());
    }

    private String openUpload(String repository) throws IOException {
        return connection
                .exchange("POST", "/v2/" + repository + "/blobs/uploads/", admission, Body.none())
                .expect("POST of an upload", 202)
                .location();
    }

    private void finishUpload(String upload, String digest, Body body) throws IOException {
        String separator = upload.contains("?") ? "&" : "?";
        send("PUT", upload + separator + "digest=" + digest, body, 201);
    }

    private Answer send(String method, String location, Body body, int expected, String... more) throws IOException {
        List<String> headers = new ArrayList<>(admission);
        headers.add("Content-Type: application/octet-stream");
        headers.addAll(List.of(more));
        return connection.exchange(method, path(location), headers, body).expect(method + " of a blob", expected);
    }

    /// A Location may be absolute or a path.
    private static String path(String location) {
        int scheme = location.indexOf("://");
        return scheme < 0 ? location : location.substring(location.indexOf('/', scheme + 3));
    }

    void putManifest(String repository, String reference, String type, String manifest) throws IOException {
        List<String> headers = new ArrayList<>(admission);
        headers.add("Content-Type: " + type);
        connection
                .exchange(
                        "PUT",
                        "/v2/" + repository + "/manifests/" + reference,
                        headers,
                        Body.of(manifest.getBytes(StandardCharsets.UTF_8)))
                .expect("PUT of a manifest", 201);
    }

    /// Pushes an image of one layer and answers its manifest.
    String pushImage(String repository, String tag, Payload layer) throws IOException {
        pushBlobAtOnce(repository, layer.digest(), layer.whole());
        return pushManifestAround(repository, tag, List.of(new Layer(layer.digest(), layer.size())), "{}");
    }

    /// Pushes a config and a manifest around layers that are there already.
    String pushManifestAround(String repository, String tag, List<Layer> layers, String config) throws IOException {
        byte[] configBytes = config.getBytes(StandardCharsets.UTF_8);
        String configDigest = Payloads.digestOf(configBytes);
        pushBlobAtOnce(repository, configDigest, Body.of(configBytes));
        String manifest = Layer.manifest(new Layer(configDigest, configBytes.length), layers);
        putManifest(repository, tag, MANIFEST_TYPE, manifest);
        return manifest;
    }

    /// As a client pulls an image: ask what the tag is, fetch the manifest, its config and its layer.
    void pullImage(String repository, String tag, PulledImage image) throws IOException {
        String manifests = "/v2/" + repository + "/manifests/";
        List<String> headers = new ArrayList<>(admission);
        headers.add("Accept: " + MANIFEST_TYPE);
        connection.exchange("HEAD", manifests + tag, headers, Body.none()).expect("HEAD of a manifest", 200);
        connection.download(manifests + image.manifest(), headers);
        downloadBlob(repository, image.config());
        long length = downloadBlob(repository, image.layer());
        if (length != image.layerSize()) {
            throw new IllegalStateException("a layer of " + image.layerSize() + " bytes came as " + length);
        }
    }

    long downloadBlob(String repository, String digest) throws IOException {
        return connection.download("/v2/" + repository + "/blobs/" + digest, admission);
    }

    /// What a pull fetches.
    record PulledImage(String manifest, String config, String layer, long layerSize) {}

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
