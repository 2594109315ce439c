package dev.entrepot.imports;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// An OCI image layout, in which references may name repositories, or only tags: those belong to the repository
/// that the layout as a whole stands for.
final class OciFolder implements SourceFolder {
    private final OciLayout layout;
    private final String own;
    private final Map<String, Content> repositories = new TreeMap<>();

    /// What one repository has.
    private record Content(Map<String, Digest> tags, Set<Digest> manifests, List<Problem> problems) {
        Content() {
            this(new TreeMap<>(), new TreeSet<>(Digests.ORDER), new ArrayList<>());
        }
    }

    /// @param own name of the repository to which tags without a repository belong
    OciFolder(Folder folder, String own) throws IOException {
        if (!OciLayout.isAt(folder, "")) {
            throw new IOException(
                    "there is no index.json with an oci-layout beside it; name the folder of an OCI layout");
        }
        this.layout = new OciLayout(folder, "");
        this.own = own;
        try {
            layout.entries().forEach(this::sort);
        } catch (MalformedException e) {
            throw new IOException("index.json: " + e.getMessage(), e);
        }
    }

    private void sort(OciLayout.Named entry) {
        ImageReference reference = ImageReference.of(entry.name());
        Content content = repositories.computeIfAbsent(
                reference.repository().isEmpty() ? own : reference.repository(), name -> new Content());
        ZotFolder.add(entry, reference.tag(), content.tags, content.manifests, content.problems);
    }

    @Override
    public Names names() {
        return new Names(repositories.keySet(), List.of());
    }

    @Override
    public int count(String repository) {
        return of(repository).manifests().size();
    }

    @Override
    public Listing list(String repository) {
        Content content = of(repository);
        return new Listing(content.tags, content.manifests, content.problems);
    }

    private Content of(String repository) {
        return repositories.getOrDefault(repository, new Content());
    }

    @Override
    public Optional<Path> file(String repository, Digest digest) throws IOException {
        return layout.file(digest);
    }
}
