package dev.entrepot.oci;

import java.util.Set;

/// What kind of content a descriptor or a `Content-Type` names; compared letter by letter, as clients do.
public record MediaType(String text) {
    public static final MediaType OCI_MANIFEST = new MediaType("application/vnd.oci.image.manifest.v1+json");
    public static final MediaType OCI_INDEX = new MediaType("application/vnd.oci.image.index.v1+json");
    public static final MediaType DOCKER_MANIFEST =
            new MediaType("application/vnd.docker.distribution.manifest.v2+json");
    public static final MediaType DOCKER_LIST =
            new MediaType("application/vnd.docker.distribution.manifest.list.v2+json");
    /// Withdrawn from the image-spec, still written by clients of its day.
    public static final MediaType ARTIFACT_MANIFEST = new MediaType("application/vnd.oci.artifact.manifest.v1+json");
    public static final MediaType DOCKER_SCHEMA1 =
            new MediaType("application/vnd.docker.distribution.manifest.v1+json");
    public static final MediaType DOCKER_SCHEMA1_SIGNED =
            new MediaType("application/vnd.docker.distribution.manifest.v1+prettyjws");
    public static final MediaType EMPTY = new MediaType("application/vnd.oci.empty.v1+json");
    public static final MediaType OCTET_STREAM = new MediaType("application/octet-stream");
    public static final MediaType JSON = new MediaType("application/json");

    /// RFC 6838, 4.2: 127 characters on each side of the slash.
    public static final int MAX_LENGTH = 255;

    private static final Set<MediaType> INDEXES = Set.of(OCI_INDEX, DOCKER_LIST);
    private static final Set<MediaType> MANIFESTS =
            Set.of(OCI_MANIFEST, OCI_INDEX, DOCKER_MANIFEST, DOCKER_LIST, ARTIFACT_MANIFEST);
    private static final Set<String> NONDISTRIBUTABLE = Set.of(
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
            "application/vnd.docker.image.rootfs.foreign.diff.tar",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");

    /// Any visible ASCII passes: the spec forbids refusing a type for being unknown, and types in the wild bend RFC
    /// 6838.
    public MediaType {
        if (!isValid(text)) {
            throw new MalformedException(
                    ErrorCode.MANIFEST_INVALID,
                    "the media type " + Excerpt.quoted(text) + " is not valid: expected 1 to " + MAX_LENGTH
                            + " visible ASCII characters, as in " + "application/vnd.oci.image.manifest.v1+json",
                    Excerpt.bare(text));
        }
    }

    /// The type in a `Content-Type` header, without its parameters.
    ///
    /// @throws MalformedException with `MANIFEST_INVALID` when no type is left
    public static MediaType ofHeader(String contentType) {
        int semicolon = contentType.indexOf(';');
        return new MediaType((semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip());
    }

    /// Whether content of this type is stored as a manifest.
    public boolean isManifest() {
        return MANIFESTS.contains(this);
    }

    /// Whether content of this type lists other manifests.
    public boolean isIndex() {
        return INDEXES.contains(this);
    }

    /// Whether a layer of this type may be absent from the registry, as its licence forbids to push it.
    public boolean isNondistributable() {
        return NONDISTRIBUTABLE.contains(text);
    }

    @Override
    public String toString() {
        return text;
    }

    static boolean isValid(String text) {
        return !text.isEmpty() && text.length() <= MAX_LENGTH && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
