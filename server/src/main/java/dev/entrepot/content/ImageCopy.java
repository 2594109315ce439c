package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rows that another repository needs to have an image too: manifests, what they name, and links to the blobs. The
/// bytes stay where they are.
final class ImageCopy {
    /// Manifests that one image may bring along.
    static final int MOST = 5_000;

    private final GraphTable graph = new GraphTable();
    private final ManifestTable manifests = new ManifestTable();
    private final LinkTable links = new LinkTable();
    private final UsageTable usage = new UsageTable();

    /// @param manifests that were not there before
    /// @param signatureTags that the source's repository has for what was copied
    record Copied(List<Digest> manifests, List<GraphTable.SignatureTag> signatureTags) {}

    /// What comes along with an image.
    ///
    /// @param manifests the image itself first; one more than {@link #MOST} at most
    /// @param signatureTags that the source's repository has for them
    record Reach(List<Digest> manifests, List<GraphTable.SignatureTag> signatureTags) {
        boolean tooMuch() {
            return manifests.size() > MOST;
        }
    }

    /// Where the image is already, it need not be copied.
    Copied again(Sql sql, Digest root, GraphTable.Copy copy) {
        graph.repush(sql, root.toString(), copy);
        return new Copied(List.of(), List.of());
    }

    Copied copy(Sql sql, Home home, Reach reach, GraphTable.Copy copy) {
        UsageTable.Growth growth = usage.new Growth(sql, home);
        List<Digest> fresh = new ArrayList<>();
        for (Digest digest : reach.manifests) {
            Optional<Long> size = graph.copy(sql, digest.toString(), copy);
            if (size.isPresent()) {
                fresh.add(digest);
                growth.hold(digest, size.get());
            } else {
                graph.repush(sql, digest.toString(), copy);
            }
        }
        // Only now, when all of them have rows that parents can name.
        for (Digest digest : fresh) {
            name(sql, digest, copy, growth);
        }
        growth.book();
        return new Copied(fresh, reach.signatureTags);
    }

    /// What comes along.
    ///
    /// @param signatures whether referrers and tags of signatures do
    Reach reach(Sql sql, long repository, Digest root, boolean signatures) {
        Map<String, GraphTable.SignatureTag> signatureTags = new LinkedHashMap<>();
        Set<String> reached = new LinkedHashSet<>(Set.of(root.toString()));
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty() && reached.size() <= MOST) {
            String digest = open.pop();
            List<String> next = new ArrayList<>();
            graph.children(sql, repository, digest).stream()
                    .filter(GraphTable.Child::present)
                    .forEach(child -> next.add(child.digest()));
            if (signatures) {
                next.addAll(graph.referrers(sql, repository, digest, MOST + 1));
                for (GraphTable.SignatureTag tag : graph.signatureTags(sql, repository, digest)) {
                    signatureTags.put(tag.name(), tag);
                    next.add(tag.digest());
                }
            }
            next.stream().filter(reached::add).forEach(open::push);
        }
        return new Reach(
                reached.stream().limit(MOST + 1L).map(Digest::parse).toList(), List.copyOf(signatureTags.values()));
    }

    private void name(Sql sql, Digest manifest, GraphTable.Copy copy, UsageTable.Growth growth) {
        List<Digest> blobs = new ArrayList<>();
        for (GraphTable.Named blob : graph.blobs(sql, copy.from(), manifest.toString())) {
            blobs.add(blob.digest());
            if (blob.key() == null) {
                links.putAbsent(sql, copy.to(), blob.digest(), blob.size(), copy.lease());
            } else if (links.putPresent(sql, copy.to(), blob.digest(), blob.key(), blob.size(), copy.lease())) {
                growth.hold(blob.digest(), blob.size());
            }
        }
        manifests.nameBlobs(sql, copy.to(), manifest, blobs);
        for (GraphTable.Child child : graph.children(sql, copy.from(), manifest.toString())) {
            boolean present = child.present() || graph.has(sql, copy.to(), child.digest());
            manifests.nameChild(sql, copy.to(), manifest, Digest.parse(child.digest()), present);
        }
    }
}
