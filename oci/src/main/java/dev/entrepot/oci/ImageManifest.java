package dev.entrepot.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// image-spec, "OCI Image Manifest", and Docker's schema 2 of the same shape.
public record ImageManifest(
        MediaType mediaType,
        Descriptor config,
        List<Descriptor> layers,
        Optional<Descriptor> subject,
        Optional<String> ownArtifactType,
        Map<String, String> annotations)
        implements Manifest {

    public ImageManifest {
        if (!mediaType.equals(MediaType.OCI_MANIFEST) && !mediaType.equals(MediaType.DOCKER_MANIFEST)) {
            throw new IllegalArgumentException("not the type of an image manifest: " + mediaType);
        }
        if (subject.isPresent() && mediaType.equals(MediaType.DOCKER_MANIFEST)) {
            throw new IllegalArgumentException("a Docker manifest has no subject");
        }
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
    }

    /// Its own, else for OCI manifests the config's type.
    @Override
    public Optional<String> artifactType() {
        if (ownArtifactType.isPresent() || !mediaType.equals(MediaType.OCI_MANIFEST)) {
            return ownArtifactType;
        }
        return Optional.of(config.mediaType().text());
    }

    /// The config, then the layers.
    @Override
    public List<Descriptor> references() {
        List<Descriptor> all = new ArrayList<>(layers.size() + 1);
        all.add(config);
        all.addAll(layers);
        return List.copyOf(all);
    }
}
