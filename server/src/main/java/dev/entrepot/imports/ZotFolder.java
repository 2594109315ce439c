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

/// The storage of zot, "local": an OCI image layout per repository, in a folder of its name. index.json names
/// every manifest, those with a tag by `org.opencontainers.image.ref.name`, referrers without.
final class ZotFolder implements SourceFolder {
    private final Folder folder;

    ZotFolder(Folder folder) {
        this.folder = folder;
    }

    @Override
    public Names names() throws IOException {
        return new RepositoryTree(folder, path -> OciLayout.isAt(folder, path + "/")).below("");
    }

    private OciLayout layout(String repository) {
        return new OciLayout(folder, repository + "/");
    }

    @Override
    public int count(String repository) throws IOException {
        return list(repository).manifests().size();
    }

    @Override
    public Listing list(String repository) throws IOException {
        Map<String, Digest> tags = new TreeMap<>();
        Set<Digest> manifests = new TreeSet<>(Digests.ORDER);
        List<Problem> problems = new ArrayList<>();
        try {
            for (OciLayout.Named entry : layout(repository).entries()) {
                add(entry, entry.name(), tags, manifests, problems);
            }
        } catch (MalformedException | OutsideException e) {
            problems.add(new Problem(repository, "index.json", String.valueOf(e.getMessage())));
        }
        return new Listing(tags, manifests, problems);
    }

    /// Sorts an entry of an index.json.
    static void add(
            OciLayout.Named entry,
            String tag,
            Map<String, Digest> tags,
            Set<Digest> manifests,
            List<Problem> problems) {
        Digest digest = entry.descriptor().digest();
        if (!entry.isManifest()) {
            problems.add(
                    new Problem(
                            "",
                            tag.isEmpty() ? digest.toString() : tag,
                            "has the media type " + entry.descriptor().mediaType()
                                    + ", which is not that of a manifest; a blob is taken over with the manifest that names it"));
            return;
        }
        manifests.add(digest);
        if (!tag.isEmpty()) {
            Digest other = tags.put(tag, digest);
            if (other != null && !other.equals(digest)) {
                problems.add(new Problem("", tag, "stands for " + other + " too; the later entry counts"));
            }
        }
    }

    @Override
    public Optional<Path> file(String repository, Digest digest) throws IOException {
        return layout(repository).file(digest);
    }
}
