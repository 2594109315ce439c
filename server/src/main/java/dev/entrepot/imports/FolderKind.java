package dev.entrepot.imports;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// What kind of folder is taken over.
public enum FolderKind {
    /// The storage of `docker-registry`, CNCF distribution 2 and 3, and Harbor.
    DOCKER_REGISTRY("docker-registry"),
    /// One OCI image layout, as skopeo, oras, buildah and `docker save` write it.
    OCI("oci"),
    /// The storage of zot: an OCI image layout per repository.
    ZOT("zot");

    private final String id;

    FolderKind(String id) {
        this.id = id;
    }

    /// As it is typed.
    public String id() {
        return id;
    }

    /// The kind of this id.
    public static Optional<FolderKind> of(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id.equals(id)).findFirst();
    }

    /// All ids, for people.
    public static String all() {
        return Arrays.stream(values()).map(FolderKind::id).collect(Collectors.joining(", "));
    }
}
