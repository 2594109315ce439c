package dev.entrepot.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// image-spec, "OCI Image Index", and Docker's manifest list of the same shape. A child may be a manifest or a blob.
public record Index(
        MediaType mediaType,
        List<Descriptor> manifests,
        Optional<Descriptor> subject,
        Optional<String> ownArtifactType,
        Map<String, String> annotations)
        implements Manifest {

    public Index {
        if (!mediaType.isIndex()) {
            throw new IllegalArgumentException("not the type of an index: " + mediaType);
        }
        if (subject.isPresent() && mediaType.equals(MediaType.DOCKER_LIST)) {
            throw new IllegalArgumentException("a Docker manifest list has no subject");
        }
        manifests = List.copyOf(manifests);
        annotations = Map.copyOf(annotations);
    }

    @Override
    public Optional<String> artifactType() {
        return ownArtifactType;
    }

    @Override
    public List<Descriptor> references() {
        return manifests;
    }
}
