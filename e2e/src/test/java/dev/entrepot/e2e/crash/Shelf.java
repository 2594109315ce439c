package dev.entrepot.e2e.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// One repository that only one client writes to, so that this client knows at any time what lies in it.
final class Shelf {
    private static final List<String> TAGS = List.of("t0", "t1", "t2", "t3");
    private final Journal journal;
    private final Random random;
    private final String repository;
    private final List<String> manifests = new ArrayList<>();
    private final List<String> blobs = new ArrayList<>();

    Shelf(Journal journal, Random random, String repository) {
        this.journal = journal;
        this.random = random;
        this.repository = repository;
    }

    String repository() {
        return repository;
    }

    void addManifest(String digest) {
        if (!manifests.contains(digest)) {
            manifests.add(digest);
        }
    }

    void addBlob(String digest) {
        if (!blobs.contains(digest)) {
            blobs.add(digest);
        }
    }

    /// Forgets what a crash, or a deletion, took away.
    void tidy() {
        manifests.removeIf(digest -> journal.manifest(repository, digest).certainly(Journal.ABSENT));
        blobs.removeIf(digest -> journal.blob(repository, digest).certainly(Journal.ABSENT));
    }

    int size() {
        return manifests.size();
    }

    String anyTagName() {
        return TAGS.get(random.nextInt(TAGS.size()));
    }

    /// The tags of a repository that only one client writes to.
    static List<String> tagNames() {
        return TAGS;
    }

    /// Manifests that may be there.
    List<String> manifests() {
        return manifests.stream()
                .filter(digest -> journal.manifest(repository, digest).possibly(Journal.PRESENT))
                .toList();
    }

    Optional<String> anyManifest() {
        return any(manifests.stream().filter(this::hasManifest).toList());
    }

    /// A manifest that no index of this repository names.
    Optional<String> anyDeletableManifest() {
        return any(manifests.stream()
                .filter(this::hasManifest)
                .filter(digest -> manifests.stream()
                        .noneMatch(other -> mayNameIt(other)
                                && journal.pushed(other).children().contains(digest)))
                .toList());
    }

    Optional<String> anyBlob() {
        return any(blobs.stream().filter(this::hasBlob).toList());
    }

    /// A blob that no manifest of this repository names.
    Optional<String> anyDeletableBlob() {
        return any(blobs.stream()
                .filter(this::hasBlob)
                .filter(digest -> manifests.stream()
                        .noneMatch(other -> mayNameIt(other)
                                && journal.pushed(other).blobs().contains(digest)))
                .toList());
    }

    private boolean hasManifest(String digest) {
        return journal.holds().keepForUse(new Journal.Name(Journal.Kind.MANIFEST, repository, digest));
    }

    private boolean hasBlob(String digest) {
        return journal.holds().keepForUse(new Journal.Name(Journal.Kind.BLOB, repository, digest));
    }

    private boolean mayNameIt(String manifest) {
        return journal.manifest(repository, manifest).possibly(Journal.PRESENT);
    }

    private Optional<String> any(List<String> digests) {
        return digests.isEmpty() ? Optional.empty() : Optional.of(digests.get(random.nextInt(digests.size())));
    }
}
