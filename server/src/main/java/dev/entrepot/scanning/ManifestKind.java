package dev.entrepot.scanning;

import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.ImageManifest;
import dev.entrepot.oci.Index;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.MediaType;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What kind of thing a manifest is, as far as something can be in it that runs.
///
/// The question is what a client could run, not what the pusher calls it: whatever has the config of an image counts as
/// one, unless all its layers are of types that say they are statements about something else.
sealed interface ManifestKind {
    /// An image whose layers can be read.
    record Image(ImageManifest manifest) implements ManifestKind {}

    /// Lists others.
    record List(Index index) implements ManifestKind {}

    /// Anything else.
    ///
    /// @param why for people
    record NoImage(String why) implements ManifestKind {}

    /// Docker takes a config of that type for one of an image, as registries of old named all blobs so.
    Set<String> IMAGE_CONFIGS = Set.of(
            "application/vnd.oci.image.config.v1+json",
            "application/vnd.docker.container.image.v1+json",
            "application/octet-stream");

    /// Types of layers that are written by tools which describe images, under the config of one.
    Set<String> STATEMENTS = Set.of(
            "application/vnd.in-toto+json",
            "application/vnd.dsse.envelope.v1+json",
            "application/vnd.dev.cosign.simplesigning.v1+json",
            "application/vnd.dev.sigstore.bundle.v0.3+json",
            "application/vnd.cyclonedx",
            "application/vnd.cyclonedx+json",
            "application/vnd.cyclonedx+xml",
            "application/vnd.syft+json",
            "application/spdx+json",
            "text/spdx",
            "text/spdx+json",
            "text/spdx+xml");

    /// Throws {@link MalformedException} for bytes that are no manifest.
    static ManifestKind of(byte[] bytes, MediaType type) {
        Manifest manifest = Manifest.parse(bytes, Optional.of(type));
        return switch (manifest) {
            case Index index -> new List(index);
            case ImageManifest image -> ofImage(image);
            case dev.entrepot.oci.ArtifactManifest artifact ->
                new NoImage("is no image: " + artifact.artifactType().orElse("an artifact"));
        };
    }

    private static ManifestKind ofImage(ImageManifest manifest) {
        String config = manifest.config().mediaType().text();
        if (!IMAGE_CONFIGS.contains(config)) {
            return new NoImage("is no image: " + manifest.artifactType().orElse(config));
        }
        Predicate<Descriptor> statement =
                layer -> STATEMENTS.contains(layer.mediaType().text());
        if (!manifest.layers().isEmpty() && manifest.layers().stream().allMatch(statement)) {
            return new NoImage(
                    "is no image: " + manifest.layers().getFirst().mediaType().text());
        }
        return config.equals(MediaType.OCTET_STREAM.text())
                        && manifest.layers().stream().noneMatch(ManifestKind::tar)
                ? new NoImage("is no image: " + config)
                : new Image(manifest);
    }

    private static boolean tar(Descriptor layer) {
        String type = layer.mediaType().text();
        return type.contains(".tar") || (type.endsWith("+gzip") && type.contains("tar"));
    }
}
