package dev.entrepot.api;

import dev.entrepot.content.Blobs;
import dev.entrepot.content.StoredBlob;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ImageManifest;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.storage.BlobBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;

/// The configs of images, as far as they are JSON objects of an ordinary size.
final class ImageConfigs {
    private static final int MAX_BYTES = 1024 * 1024;

    private final Blobs blobs;

    ImageConfigs(Blobs blobs) {
        this.blobs = blobs;
    }

    /// Empty for what is no image, or has none that can be shown.
    Optional<byte[]> of(RepositoryName name, Manifest manifest) {
        return manifest instanceof ImageManifest image && isJson(image.config())
                ? read(name, image.config().digest()).filter(JsonWriter::isObject)
                : Optional.empty();
    }

    private static boolean isJson(Descriptor config) {
        return config.mediaType().text().endsWith("+json") && config.size() <= MAX_BYTES;
    }

    private Optional<byte[]> read(RepositoryName name, Digest digest) {
        return blobs.find(name, digest).filter(blob -> blob.size() <= MAX_BYTES).map(ImageConfigs::bytes);
    }

    private static byte[] bytes(StoredBlob blob) {
        try {
            return switch (blob.bytes()) {
                case BlobBytes.LocalFile file -> Files.readAllBytes(file.path());
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
