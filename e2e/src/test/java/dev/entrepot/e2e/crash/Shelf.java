package dev.entrepot.e2e.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// One repository that only one client writes to, so that this client knows at any time what lies in it.
final class Shelf {
    private static final int TAGS = 4;
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
        return "t" + random.nextInt(TAGS);
    }

    List<String> tagNames() {
        List<String> names = new ArrayList<>();
        for (int number = 0; number < TAGS; number++) {
            names.add("t" + number);
        }
        return names;
    }

    Optional<String> anyManifest() {
        return any(manifests.stream()
                .filter(digest -> journal.manifest(repository, digest).certainly(Journal.PRESENT))
                .toList());
    }

    /// A manifest that no index of this repository names.
    Optional<String> anyDeletableManifest() {
        return any(manifests.stream()
                .filter(digest -> journal.manifest(repository, digest).certainly(Journal.PRESENT))
                .filter(digest -> manifests.stream()
                        .noneMatch(other -> mayNameIt(other)
                                && journal.pushed(other).children().contains(digest)))
                .toList());
    }

    Optional<String> anyBlob() {
        return any(blobs.stream()
                .filter(digest -> journal.blob(repository, digest).certainly(Journal.PRESENT))
                .toList());
    }

    /// A blob that no manifest of this repository names.
    Optional<String> anyDeletableBlob() {
        return any(blobs.stream()
                .filter(digest -> journal.blob(repository, digest).certainly(Journal.PRESENT))
                .filter(digest -> manifests.stream()
                        .noneMatch(other -> mayNameIt(other)
                                && journal.pushed(other).blobs().contains(digest)))
                .toList());
    }

    private boolean mayNameIt(String manifest) {
        return journal.manifest(repository, manifest).possibly(Journal.PRESENT);
    }

    private Optional<String> any(List<String> digests) {
        return digests.isEmpty() ? Optional.empty() : Optional.of(digests.get(random.nextInt(digests.size())));
    }
}
