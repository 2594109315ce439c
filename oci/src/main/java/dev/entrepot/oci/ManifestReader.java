package dev.entrepot.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a manifest of any living type. What it is decides its type; what it has must then fit that type alone, so that
/// a client that goes by another sign than the registry cannot take it for something else.
final class ManifestReader {
    private static final Set<String> MEMBERS = Set.of(
            "schemaVersion",
            "mediaType",
            "artifactType",
            "config",
            "layers",
            "manifests",
            "blobs",
            "subject",
            "annotations",
            "fsLayers");

    private static final String SCHEMA_1 = "found a Docker image manifest of schema 1, which is no longer accepted,"
            + " expected schema 2 or an OCI manifest; push the image again with a client of today";

    private static final String ACCEPTED = String.join(
            ", ",
            MediaType.OCI_MANIFEST.text(),
            MediaType.OCI_INDEX.text(),
            MediaType.DOCKER_MANIFEST.text(),
            MediaType.DOCKER_LIST.text(),
            MediaType.ARTIFACT_MANIFEST.text());

    private final StrictJson json;
    private @Nullable Long schemaVersion;
    private @Nullable MediaType mediaType;
    private Optional<String> artifactType = Optional.empty();
    private @Nullable Descriptor config;
    private @Nullable List<Descriptor> layers;
    private @Nullable List<Descriptor> manifests;
    private @Nullable List<Descriptor> blobs;
    private Optional<Descriptor> subject = Optional.empty();
    private Map<String, String> annotations = Map.of();
    private boolean fsLayers;

    private ManifestReader(StrictJson json) {
        this.json = json;
    }

    static Manifest read(byte[] bytes, Optional<MediaType> contentType) {
        contentType.ifPresent(ManifestReader::requireAccepted);
        return StrictJson.read(bytes, json -> {
            ManifestReader reader = new ManifestReader(json);
            json.members(MEMBERS, reader::member);
            return reader.finish(contentType.filter(MediaType::isManifest));
        });
    }

    /// A media type as a member of a manifest.
    static MediaType mediaType(StrictJson json) {
        String text = json.text();
        try {
            return new MediaType(text);
        } catch (MalformedException e) {
            throw json.malformed(e.getMessage());
        }
    }

    /// An artifact type, where clients written in Go leave an empty string for none.
    static Optional<String> artifactType(StrictJson json) {
        return json.text().isEmpty()
                ? Optional.empty()
                : Optional.of(mediaType(json).text());
    }

    private static void requireAccepted(MediaType type) {
        if (type.equals(MediaType.DOCKER_SCHEMA1) || type.equals(MediaType.DOCKER_SCHEMA1_SIGNED)) {
            throw new MalformedException(ErrorCode.MANIFEST_INVALID, SCHEMA_1, type.text());
        }
        if (!type.isManifest() && !type.equals(MediaType.OCTET_STREAM) && !type.equals(MediaType.JSON)) {
            throw new MalformedException(
                    ErrorCode.MANIFEST_INVALID,
                    "the Content-Type " + Excerpt.quoted(type.text()) + " is not that of a manifest: expected one of "
                            + ACCEPTED + "; push other content as a blob that a manifest names",
                    Excerpt.bare(type.text()));
        }
    }

    private void member(String name) {
        switch (name) {
            case "schemaVersion" -> schemaVersion = schemaVersion();
            case "mediaType" -> mediaType = mediaType(json);
            case "artifactType" -> artifactType = artifactType(json);
            case "config" -> config = DescriptorReader.read(json);
            case "layers" -> layers = descriptors();
            case "manifests" -> manifests = descriptors();
            case "blobs" -> blobs = descriptors();
            case "subject" -> subject = Optional.of(DescriptorReader.read(json));
            case "annotations" -> annotations = json.texts();
            case "fsLayers" -> {
                fsLayers = true;
                json.skip();
            }
            default -> throw new IllegalStateException("no reader for the member " + name);
        }
    }

    private long schemaVersion() {
        long version = json.wholeNumber();
        if (version != 2) {
            throw json.malformed(version == 1 ? SCHEMA_1 : "found the number " + version + ", expected the number 2");
        }
        return version;
    }

    private List<Descriptor> descriptors() {
        return json.array(() -> DescriptorReader.read(json));
    }

    private Manifest finish(Optional<MediaType> contentType) {
        if (fsLayers) {
            throw json.malformedAt("fsLayers", SCHEMA_1);
        }
        MediaType type = type(contentType);
        if (type.equals(MediaType.ARTIFACT_MANIFEST)) {
            return artifact(type);
        }
        // Artifact manifests never had this member.
        if (schemaVersion == null) {
            throw json.malformedAt("schemaVersion", "found nothing, expected the number 2; every manifest needs it");
        }
        return type.isIndex() ? index(type) : image(type);
    }

    private MediaType type(Optional<MediaType> contentType) {
        if (mediaType == null) {
            return contentType.orElseGet(this::inferred);
        }
        if (contentType.isPresent() && !contentType.get().equals(mediaType)) {
            throw json.malformedAt(
                    "mediaType",
                    "found " + Excerpt.quoted(mediaType.text()) + ", expected the Content-Type it was sent with, "
                            + contentType.get() + "; send both alike");
        }
        if (mediaType.equals(MediaType.DOCKER_SCHEMA1) || mediaType.equals(MediaType.DOCKER_SCHEMA1_SIGNED)) {
            throw json.malformedAt("mediaType", SCHEMA_1);
        }
        if (!mediaType.isManifest()) {
            throw json.malformedAt(
                    "mediaType", "found " + Excerpt.quoted(mediaType.text()) + ", expected one of " + ACCEPTED);
        }
        return mediaType;
    }

    // What a manifest has tells its type only when the type is OCI's: Docker's always name theirs.
    private MediaType inferred() {
        if (manifests != null) {
            return MediaType.OCI_INDEX;
        }
        if (config != null && layers != null) {
            return MediaType.OCI_MANIFEST;
        }
        throw json.malformedAt(
                "mediaType",
                "found neither a mediaType nor a Content-Type that names a manifest, and neither config and layers nor"
                        + " manifests to tell by; expected mediaType to be one of " + ACCEPTED);
    }

    private Manifest image(MediaType type) {
        requireAbsent(manifests, "manifests", type);
        requireAbsent(blobs, "blobs", type);
        return new ImageManifest(
                type,
                present(config, "config", "a descriptor", type),
                present(layers, "layers", "an array of descriptors", type),
                type.equals(MediaType.OCI_MANIFEST) ? subject : Optional.empty(),
                artifactType,
                annotations);
    }

    private Manifest index(MediaType type) {
        requireAbsent(config, "config", type);
        requireAbsent(layers, "layers", type);
        requireAbsent(blobs, "blobs", type);
        return new Index(
                type,
                present(manifests, "manifests", "an array of descriptors", type),
                type.equals(MediaType.OCI_INDEX) ? subject : Optional.empty(),
                artifactType,
                annotations);
    }

    private Manifest artifact(MediaType type) {
        requireAbsent(config, "config", type);
        requireAbsent(layers, "layers", type);
        requireAbsent(manifests, "manifests", type);
        return new ArtifactManifest(type, blobs == null ? List.of() : blobs, subject, artifactType, annotations);
    }

    private <T> T present(@Nullable T value, String member, String expected, MediaType type) {
        if (value == null) {
            throw json.malformedAt(
                    member, "found nothing, expected " + expected + "; the type " + type + " requires it");
        }
        return value;
    }

    private void requireAbsent(@Nullable Object value, String member, MediaType type) {
        if (value != null) {
            throw json.malformedAt(
                    member,
                    "found this member in a manifest of type " + type
                            + ", which has none of that name, so that clients may take it for another type; leave it out");
        }
    }
}
