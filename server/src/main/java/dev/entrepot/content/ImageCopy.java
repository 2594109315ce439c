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
import org.jspecify.annotations.Nullable;

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

    /// Empty when it is too much. The image need not be copied where it is already.
    Optional<Copied> copy(Sql sql, Home home, Digest root, GraphTable.Copy copy, boolean signatures) {
        if (copy.from() == copy.to()) {
            graph.repush(sql, root.toString(), copy);
            return Optional.of(new Copied(List.of(), List.of()));
        }
        Map<String, GraphTable.SignatureTag> signatureTags = new LinkedHashMap<>();
        Set<String> all = reach(sql, copy.from(), root.toString(), signatures ? signatureTags : null);
        if (all.size() > MOST) {
            return Optional.empty();
        }
        UsageTable.Growth growth = usage.new Growth(sql, home);
        List<Digest> fresh = new ArrayList<>();
        for (String digest : all) {
            Optional<Long> size = graph.copy(sql, digest, copy);
            if (size.isPresent()) {
                Digest parsed = Digest.parse(digest);
                fresh.add(parsed);
                growth.hold(parsed, size.get());
            } else {
                graph.repush(sql, digest, copy);
            }
        }
        // Only now, when all of them have rows that parents can name.
        for (Digest digest : fresh) {
            name(sql, digest, copy, growth);
        }
        growth.book();
        return Optional.of(new Copied(fresh, List.copyOf(signatureTags.values())));
    }

    /// All manifests that come along, the image itself first.
    ///
    /// @param signatureTags filled with those that are met; null when signatures stay behind
    private Set<String> reach(
            Sql sql, long repository, String root, @Nullable Map<String, GraphTable.SignatureTag> signatureTags) {
        Set<String> reached = new LinkedHashSet<>(Set.of(root));
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty() && reached.size() <= MOST) {
            String digest = open.pop();
            List<String> next = new ArrayList<>();
            graph.children(sql, repository, digest).stream()
                    .filter(GraphTable.Child::present)
                    .forEach(child -> next.add(child.digest()));
            if (signatureTags != null) {
                next.addAll(graph.referrers(sql, repository, digest, MOST + 1));
                for (GraphTable.SignatureTag tag : graph.signatureTags(sql, repository, digest)) {
                    signatureTags.put(tag.name(), tag);
                    next.add(tag.digest());
                }
            }
            next.stream().filter(reached::add).forEach(open::push);
        }
        return reached;
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
