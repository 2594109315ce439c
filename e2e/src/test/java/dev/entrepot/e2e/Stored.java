package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A manifest as the registry serves it, with all that hangs from it: read over HTTP, every byte of it hashed.
///
/// @param digest of the manifest's bytes
/// @param mediaType the `Content-Type` it was served with
/// @param json what it says
/// @param children of an index, read the same way; empty for an image
/// @param blobs digests of config and layers, in the manifest's order; empty for an index
public record Stored(String digest, String mediaType, JsonNode json, List<Stored> children, List<String> blobs) {
    private static final String[] TYPES = {
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
    };

    public Stored {
        children = List.copyOf(children);
        blobs = List.copyOf(blobs);
    }

    /// Reads a tag or a digest; whatever does not hash to its digest or has another size fails the test.
    public static Stored read(Server server, String repository, String reference) {
        var answer = server.fetch("/v2/" + repository + "/manifests/" + reference, TYPES);
        var digest = Layout.digest(answer.body());
        assertThat(answer.headers().firstValue("Docker-Content-Digest")).contains(digest);
        if (reference.contains(":")) {
            assertThat(digest).isEqualTo(reference);
        }
        var json = JsonMapper.shared().readTree(answer.body());
        var children = new ArrayList<Stored>();
        for (var child : json.path("manifests")) {
            children.add(child(server, repository, child));
        }
        var blobs = new ArrayList<String>();
        if (json.has("config")) {
            blobs.add(blob(server, repository, json.get("config")));
        }
        for (var layer : json.path("layers")) {
            blobs.add(blob(server, repository, layer));
        }
        return new Stored(digest, answer.headers().firstValue("Content-Type").orElseThrow(), json, children, blobs);
    }

    /// The layers' digests, bottom first.
    public List<String> layers() {
        return blobs.subList(1, blobs.size());
    }

    private static Stored child(Server server, String repository, JsonNode descriptor) {
        var child = read(server, repository, descriptor.get("digest").stringValue());
        assertThat(child.mediaType()).isEqualTo(descriptor.get("mediaType").stringValue());
        return child;
    }

    private static String blob(Server server, String repository, JsonNode descriptor) {
        var digest = descriptor.get("digest").stringValue();
        var content = server.fetch("/v2/" + repository + "/blobs/" + digest).body();
        assertThat(Layout.digest(content)).isEqualTo(digest);
        assertThat(content).hasSize(descriptor.get("size").intValue());
        return digest;
    }
}
