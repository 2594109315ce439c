package dev.entrepot.imports;

import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Index;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.MediaType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One OCI image layout: image-spec, "OCI Image Layout Specification".
///
/// ```
///   oci-layout                    {"imageLayoutVersion": "1.0.0"}
///   index.json                    an index: what the layout has, named by annotations
///   blobs/sha256/ab12…            all content, manifests too
/// ```
final class OciLayout {
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    /// Docker and containerd: the whole reference; the other annotation has the tag alone then.
    private static final String IMAGE_NAME = "io.containerd.image.name";

    /// Some two hundred thousand entries.
    private static final int MAX_INDEX_BYTES = 64 * 1024 * 1024;

    private final Folder folder;
    private final String path;

    /// @param path of the layout within the folder, with a slash behind it, or empty
    OciLayout(Folder folder, String path) {
        this.folder = folder;
        this.path = path;
    }

    /// Whether there is a layout.
    static boolean isAt(Folder folder, String path) throws IOException {
        return folder.isFile(path + "index.json") && folder.isFile(path + "oci-layout");
    }

    /// A manifest that the layout names.
    ///
    /// @param name what its annotations call it; empty where they do not
    record Named(Descriptor descriptor, String name) {
        boolean isManifest() {
            return descriptor.mediaType().isManifest();
        }
    }

    /// What index.json names. Throws {@link MalformedException} when it is no index.
    List<Named> entries() throws IOException {
        byte[] bytes = folder.bytes(path + "index.json", MAX_INDEX_BYTES)
                .orElseThrow(() -> new IOException(path + "index.json is missing"));
        if (!(Manifest.parse(bytes, Optional.of(MediaType.OCI_INDEX)) instanceof Index index)) {
            throw new IOException(path + "index.json is no image index");
        }
        List<Named> entries = new ArrayList<>();
        for (Descriptor descriptor : index.manifests()) {
            String tag = descriptor.annotations().getOrDefault(REF_NAME, "");
            entries.add(new Named(descriptor, descriptor.annotations().getOrDefault(IMAGE_NAME, tag)));
        }
        return entries;
    }

    Optional<Path> file(Digest digest) throws IOException {
        return folder.file(path + "blobs/" + digest.algorithm().id() + "/" + digest.encoded());
    }
}
