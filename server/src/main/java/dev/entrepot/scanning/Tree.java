package dev.entrepot.scanning;

import dev.entrepot.content.Manifests;
import dev.entrepot.content.StoredManifest;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.RepositoryName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which images stand under a manifest.
///
/// What a child is, its own bytes decide and not how its index describes it: one that is called an attestation, or of
/// an
/// unknown platform, and has the layers of an image counts as one.
final class Tree {
    /// Manifests that are looked at under one: a bound against indexes of indexes.
    static final int MOST = 1_000;

    private final Manifests manifests;

    Tree(Manifests manifests) {
        this.manifests = manifests;
    }

    List<Digest> images(RepositoryName repository, Digest digest) {
        List<Digest> images = new ArrayList<>();
        Set<Digest> seen = new HashSet<>(Set.of(digest));
        Deque<Digest> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            Digest next = open.poll();
            Optional<StoredManifest> stored = manifests.find(repository, next);
            if (stored.isEmpty()) {
                continue;
            }
            switch (kind(stored.get())) {
                case ManifestKind.Image image -> images.add(next);
                case ManifestKind.NoImage other -> {
                    if (next.equals(digest)) {
                        images.add(next);
                    }
                }
                case ManifestKind.List list -> {
                    for (Descriptor child : list.index().manifests()) {
                        if (child.mediaType().isManifest() && seen.size() < MOST && seen.add(child.digest())) {
                            open.add(child.digest());
                        }
                    }
                }
            }
        }
        return images;
    }

    private static ManifestKind kind(StoredManifest stored) {
        try {
            return ManifestKind.of(stored.bytes(), stored.mediaType());
        } catch (MalformedException malformed) {
            return new ManifestKind.NoImage("its manifest cannot be read: " + malformed.getMessage());
        }
    }
}
