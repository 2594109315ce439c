package dev.entrepot.imports;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The storage of CNCF distribution, "filesystem driver".
///
/// ```
/// docker/registry/v2/
///   blobs/sha256/ab/ab12…/data                                 all content, manifests too
///   repositories/NAME/
///     _manifests/revisions/sha256/ab12…/link                   holds "sha256:ab12…": a manifest of the repository
///     _manifests/tags/TAG/current/link                         where the tag points
///     _layers/sha256/ab12…/link                                a blob that may be read here
/// ```
///
/// A manifest whose `link` is gone was deleted, whatever else still names it. Layers that no manifest names are
/// not taken over: nothing could pull them.
final class DockerRegistryFolder implements SourceFolder {
    private static final String V2 = "docker/registry/v2/";
    private static final int MAX_LINK_BYTES = 256;

    private final Folder folder;
    private final String base;

    DockerRegistryFolder(Folder folder) throws IOException {
        this.folder = folder;
        this.base = folder.isFolder(V2 + "repositories") ? V2 : "";
        if (!folder.isFolder(base + "repositories") || !folder.isFolder(base + "blobs")) {
            throw new IOException("there is neither " + V2 + "repositories nor " + V2
                    + "blobs in it; name the rootdirectory of the registry's filesystem storage");
        }
    }

    @Override
    public Names names() throws IOException {
        return new RepositoryTree(folder, path -> folder.isFolder(path + "/_manifests")).below(repositories());
    }

    private String repositories() {
        return base + "repositories/";
    }

    private String manifests(String repository) {
        return repositories() + repository + "/_manifests/";
    }

    @Override
    public int count(String repository) throws IOException {
        int count = 0;
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            count += folder.names(manifests(repository) + "revisions/" + algorithm.id())
                    .size();
        }
        return count;
    }

    @Override
    public Listing list(String repository) throws IOException {
        List<Problem> problems = new ArrayList<>();
        Set<Digest> revisions = new TreeSet<>(Digests.ORDER);
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            String revisionsFolder = manifests(repository) + "revisions/" + algorithm.id();
            for (String encoded : folder.names(revisionsFolder)) {
                String path = revisionsFolder + "/" + encoded + "/link";
                link(repository, path, algorithm.id() + ":" + encoded, problems).ifPresent(revisions::add);
            }
        }
        Map<String, Digest> tags = new TreeMap<>();
        String tagsFolder = manifests(repository) + "tags";
        for (String tag : folder.names(tagsFolder)) {
            link(repository, tagsFolder + "/" + tag + "/current/link", "", problems)
                    .ifPresent(digest -> {
                        if (revisions.contains(digest)) {
                            tags.put(tag, digest);
                        } else {
                            problems.add(new Problem(
                                    repository,
                                    tag,
                                    "points to " + digest
                                            + ", which the repository no longer has; nobody could pull it"));
                        }
                    });
        }
        return new Listing(tags, revisions, problems);
    }

    /// The digest in a link file; empty when there is no file.
    ///
    /// @param expected what it must be; empty for anything
    private Optional<Digest> link(String repository, String path, String expected, List<Problem> problems)
            throws IOException {
        try {
            Optional<String> text =
                    folder.bytes(path, MAX_LINK_BYTES).map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
            if (text.isPresent() && !expected.isEmpty() && !text.get().equals(expected)) {
                problems.add(new Problem(repository, expected, "its link names something else"));
                return Optional.empty();
            }
            return text.map(Digest::parse);
        } catch (OutsideException | MalformedException e) {
            problems.add(
                    new Problem(repository, path.substring(repositories().length()), String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    @Override
    public Optional<Path> file(String repository, Digest digest) throws IOException {
        String encoded = digest.encoded();
        return folder.file(
                base + "blobs/" + digest.algorithm().id() + "/" + encoded.substring(0, 2) + "/" + encoded + "/data");
    }
}
