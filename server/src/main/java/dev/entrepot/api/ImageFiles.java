package dev.entrepot.api;

import dev.entrepot.content.Blobs;
import dev.entrepot.content.Content;
import dev.entrepot.content.StoredBlob;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.ImageManifest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.reading.LayerReaders;
import dev.entrepot.reading.LayerSource;
import dev.entrepot.reading.ListingOutcome;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.storage.BlobBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Compares the files of images, whose layers are listed by the readers' own processes.
final class ImageFiles {
    /// Changes that are told.
    static final int MOST_CHANGES = 10_000;

    /// Each holds the files of two images in memory.
    private static final int AT_ONCE = 1;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Blobs blobs;
    private final LayerReaders readers;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    ImageFiles(Content content, LayerReaders readers) {
        this.blobs = content.blobs();
        this.readers = readers;
    }

    /// An image of a repository.
    record Side(RepositoryName name, ImageManifest manifest) {}

    /// @param truncated whether there are more
    /// @param problems layers that could not be listed, or not whole
    record Compared(List<FileTree.Change> changes, boolean truncated, List<String> problems) {
        Compared {
            changes = List.copyOf(changes);
            problems = List.copyOf(problems);
        }
    }

    /// Refused with 409 while others compare. The lowest layers that both have are listed once.
    Compared compare(Side from, Side to) throws IOException, InterruptedException {
        if (!turns.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new RefusedException(Conflicts.of("the files of other images are being compared; try again"));
        }
        try {
            return new Comparison().of(from, to);
        } finally {
            turns.release();
        }
    }

    /// One of them.
    private final class Comparison {
        private final List<String> problems = new ArrayList<>();

        Compared of(Side from, Side to) throws IOException, InterruptedException {
            List<Descriptor> old = from.manifest().layers();
            List<Descriptor> now = to.manifest().layers();
            int common = 0;
            while (common < Math.min(old.size(), now.size())
                    && old.get(common).digest().equals(now.get(common).digest())) {
                common++;
            }
            FileTree before = new FileTree();
            add(before, from.name(), old.subList(0, common));
            FileTree after = before.copy();
            add(before, from.name(), old.subList(common, old.size()));
            add(after, to.name(), now.subList(common, now.size()));
            List<FileTree.Change> changes = FileTree.compare(before, after, MOST_CHANGES + 1);
            boolean more = changes.size() > MOST_CHANGES || before.truncated() || after.truncated();
            return new Compared(
                    changes.subList(0, Math.min(MOST_CHANGES, changes.size())), more, problems);
        }

        private void add(FileTree tree, RepositoryName name, List<Descriptor> layers)
                throws IOException, InterruptedException {
            for (Descriptor layer : layers) {
                Optional<StoredBlob> blob = blobs.find(name, layer.digest());
                if (blob.isEmpty()) {
                    problems.add("layer " + layer.digest() + " is not stored here");
                    continue;
                }
                switch (readers.list(name.namespace(), source(blob.get()))) {
                    case ListingOutcome.Listed(var listing) -> {
                        listing.problems().forEach(problem -> problems.add("layer " + layer.digest() + ": " + problem));
                        tree.add(listing::forEach);
                    }
                    case ListingOutcome.Unreadable(String why) ->
                        problems.add("layer " + layer.digest() + " could not be read: " + why);
                }
            }
        }
    }

    private static LayerSource source(StoredBlob blob) {
        Path path = switch (blob.bytes()) {
            case BlobBytes.LocalFile file -> file.path();
        };
        return new LayerSource() {
            @Override
            public long size() {
                return blob.size();
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(path);
            }
        };
    }
}
