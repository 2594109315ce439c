package dev.entrepot;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Content as other registries leave it in folders.
final class ForeignFolder {
    final Path path;
    private final Kind kind;
    private final List<String> index = new ArrayList<>();

    enum Kind {
        DOCKER_REGISTRY,
        OCI,
        ZOT
    }

    ForeignFolder(Path path, Kind kind) {
        this.path = path;
        this.kind = kind;
        if (kind == Kind.OCI) {
            write("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
        }
    }

    static Digest digest(String text) {
        return Digest.of(Digest.Algorithm.SHA256, text.getBytes(StandardCharsets.UTF_8));
    }

    static String descriptor(MediaType type, String text) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest(text) + "\",\"size\":"
                + text.getBytes(StandardCharsets.UTF_8).length + "}";
    }

    /// An image of these layers, whose config is their list.
    static String image(String... layers) {
        List<String> descriptors = new ArrayList<>();
        for (String layer : layers) {
            descriptors.add(descriptor(new MediaType("application/x-layer"), layer));
        }
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"config\":"
                + descriptor(new MediaType("application/x-config"), config(layers)) + ",\"layers\":" + descriptors
                + "}";
    }

    static String config(String... layers) {
        return "{\"of\":\"" + String.join("+", layers) + "\"}";
    }

    static String signature(String subject, String layer) {
        String image = image(layer);
        return image.substring(0, image.length() - 1) + ",\"subject\":" + descriptor(MediaType.OCI_MANIFEST, subject)
                + "}";
    }

    static String indexOf(String... manifests) {
        List<String> descriptors = new ArrayList<>();
        for (String manifest : manifests) {
            descriptors.add(descriptor(MediaType.OCI_MANIFEST, manifest));
        }
        return "{\"schemaVersion\":2,\"manifests\":" + descriptors + "}";
    }

    /// An image with all that it names, under this tag, or none where it is empty.
    String put(String repository, String tag, String... layers) {
        for (String layer : layers) {
            blob(repository, layer);
        }
        blob(repository, config(layers));
        return manifest(repository, tag, MediaType.OCI_MANIFEST, image(layers));
    }

    /// A manifest alone.
    String manifest(String repository, String tag, MediaType type, String text) {
        blob(repository, text);
        Digest digest = digest(text);
        if (kind == Kind.DOCKER_REGISTRY) {
            String manifests = "docker/registry/v2/repositories/" + repository + "/_manifests/";
            write(manifests + "revisions/sha256/" + digest.encoded() + "/link", digest.toString());
            if (!tag.isEmpty()) {
                write(manifests + "tags/" + tag + "/current/link", digest.toString());
            }
            return text;
        }
        String descriptor = descriptor(type, text);
        String annotations =
                tag.isEmpty() ? "" : ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + tag + "\"}";
        index.add(descriptor.substring(0, descriptor.length() - 1) + annotations + "}");
        if (kind == Kind.ZOT) {
            write(repository + "/oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
            write(repository + "/index.json", index());
        } else {
            write("index.json", index());
        }
        return text;
    }

    /// A zot folder is filled one repository after the other.
    void next() {
        index.clear();
    }

    private String index() {
        return "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", index) + "]}";
    }

    void blob(String repository, String text) {
        write(file(repository, digest(text)), text);
    }

    String file(String repository, Digest digest) {
        return switch (kind) {
            case DOCKER_REGISTRY ->
                "docker/registry/v2/blobs/sha256/" + digest.encoded().substring(0, 2) + "/" + digest.encoded()
                        + "/data";
            case OCI -> "blobs/sha256/" + digest.encoded();
            case ZOT -> repository + "/blobs/sha256/" + digest.encoded();
        };
    }

    /// A file of the folder.
    void write(String file, String text) {
        try {
            Path target = path.resolve(file);
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.writeString(target, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
