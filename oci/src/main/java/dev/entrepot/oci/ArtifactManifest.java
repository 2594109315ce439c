package dev.entrepot.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The artifact manifest that image-spec 1.1 withdrew before its release; clients of that time still push it.
public record ArtifactManifest(
        MediaType mediaType,
        List<Descriptor> blobs,
        Optional<Descriptor> subject,
        Optional<String> ownArtifactType,
        Map<String, String> annotations)
        implements Manifest {

    public ArtifactManifest {
        if (!mediaType.equals(MediaType.ARTIFACT_MANIFEST)) {
            throw new IllegalArgumentException("not the type of an artifact manifest: " + mediaType);
        }
        blobs = List.copyOf(blobs);
        annotations = Map.copyOf(annotations);
    }

    @Override
    public Optional<String> artifactType() {
        return ownArtifactType;
    }

    @Override
    public List<Descriptor> references() {
        return blobs;
    }
}
