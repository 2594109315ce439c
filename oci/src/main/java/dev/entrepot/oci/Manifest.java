package dev.entrepot.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a manifest says about itself and names. Never written back: the registry keeps the bytes that came.
public sealed interface Manifest permits ImageManifest, Index, ArtifactManifest {

    /// Reads a manifest strictly: what two readers could understand differently is refused. Members that no spec names
    /// are passed over.
    ///
    /// @param contentType the type it was pushed with; JSON and octet-stream say nothing
    /// @throws MalformedException with `MANIFEST_INVALID`
    static Manifest parse(byte[] bytes, Optional<MediaType> contentType) {
        return ManifestReader.read(bytes, contentType);
    }

    MediaType mediaType();

    /// The manifest that this one refers to. Always empty for Docker's types, which have no such member.
    Optional<Descriptor> subject();

    Map<String, String> annotations();

    /// What the referrers API shows: image-spec, "Guidelines for Artifact Usage".
    Optional<String> artifactType();

    /// All that must be present for this manifest to be whole: never the subject, which may come later or not at all.
    List<Descriptor> references();
}
