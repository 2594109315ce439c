package dev.entrepot.scanning;

import dev.entrepot.database.Database;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ImageManifest;
import dev.entrepot.reading.LayerEntry;
import dev.entrepot.reading.LayerListing;
import dev.entrepot.reading.ListingOutcome;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// The files of images as a running container sees them, and how two images differ in them. One pair at a time, because
/// it holds all their paths in memory; bounded in that.
final class FileTrees {
    /// Changes that are shown; all are counted.
    static final int MOST_SHOWN = 2_000;

    /// Paths of one image: about 50 MB. What is beyond is left out, and said so.
    static final int MOST_PATHS = 200_000;

    private static final int MOST_PROBLEMS = 20;

    private final Database database;
    private final BlobStore store;
    private final LayerReader reader;
    private final ArrivalTable arrivals = new ArrivalTable();
    private final ReentrantLock one = new ReentrantLock();

    FileTrees(Database database, BlobStore store, LayerReader reader) {
        this.database = database;
        this.store = store;
        this.reader = reader;
    }

    /// An image of a namespace.
    record Image(String namespace, Digest digest, ImageManifest manifest) {}

    ImageDiff.Files compare(Image first, Image second) throws IOException, InterruptedException {
        one.lockInterruptibly();
        try {
            Map<Digest, Optional<LayerListing>> listings = new HashMap<>();
            List<String> problems = new ArrayList<>();
            NavigableMap<String, LayerEntry> before = tree(first, listings, problems);
            NavigableMap<String, LayerEntry> after = tree(second, listings, problems);
            return compare(before, after, problems);
        } finally {
            one.unlock();
        }
    }

    private NavigableMap<String, LayerEntry> tree(
            Image image, Map<Digest, Optional<LayerListing>> listings, List<String> problems)
            throws IOException, InterruptedException {
        Tree tree = new Tree();
        for (Descriptor layer : image.manifest.layers()) {
            Optional<LayerListing> listing = listings.get(layer.digest());
            if (listing == null) {
                listing = list(image, layer.digest(), problems);
                listings.put(layer.digest(), listing);
            }
            listing.ifPresent(tree::add);
        }
        if (tree.cut) {
            note(problems, image.digest + " has more than " + MOST_PATHS + " paths, the rest is left out");
        }
        return tree.paths;
    }

    private Optional<LayerListing> list(Image image, Digest layer, List<String> problems)
            throws IOException, InterruptedException {
        Optional<StorageKey> key = database.read(sql -> arrivals.blob(sql, image.namespace, image.digest, layer))
                .filter(ArrivalTable.Blob::sound)
                .flatMap(blob -> Optional.ofNullable(blob.key()));
        if (key.isEmpty()) {
            note(problems, "layer " + layer + " is not stored here, or damaged");
            return Optional.empty();
        }
        return switch (reader.list(image.namespace, BlobStream.layer(store, key.get()))) {
            case ListingOutcome.Listed(LayerListing listing) -> {
                listing.problems().forEach(problem -> note(problems, "layer " + layer + ": " + problem));
                yield Optional.of(listing);
            }
            case ListingOutcome.Unreadable(String why) -> {
                note(problems, "layer " + layer + " could not be read: " + why);
                yield Optional.empty();
            }
        };
    }

    private static void note(List<String> problems, String problem) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    /// Layers over each other, the lowest first.
    private static final class Tree {
        private final TreeMap<String, LayerEntry> paths = new TreeMap<>();
        private boolean cut;

        /// Whatever hides something of the layers below counts before what this layer brings.
        void add(LayerListing listing) {
            listing.forEach(entry -> {
                switch (entry.kind()) {
                    case WHITEOUT -> {
                        paths.remove(entry.path());
                        below(entry.path()).clear();
                    }
                    case OPAQUE -> below(entry.path()).clear();
                    default -> {}
                }
            });
            listing.forEach(entry -> {
                switch (entry.kind()) {
                    case WHITEOUT, OPAQUE -> {}
                    case FOLDER -> put(entry);
                    default -> {
                        below(entry.path()).clear();
                        put(entry);
                    }
                }
            });
        }

        private void put(LayerEntry entry) {
            if (paths.size() < MOST_PATHS || paths.containsKey(entry.path())) {
                paths.put(entry.path(), entry);
            } else {
                cut = true;
            }
        }

        /// All that lies in a folder. `0` is the character behind `/`.
        private NavigableMap<String, LayerEntry> below(String folder) {
            return folder.isEmpty() ? paths : paths.subMap(folder + "/", true, folder + "0", false);
        }
    }

    private static ImageDiff.Files compare(
            NavigableMap<String, LayerEntry> before, NavigableMap<String, LayerEntry> after, List<String> problems) {
        List<ImageDiff.FileChange> shown = new ArrayList<>();
        long removed = 0;
        long changed = 0;
        for (Map.Entry<String, LayerEntry> each : before.entrySet()) {
            Optional<LayerEntry> now = Optional.ofNullable(after.get(each.getKey()));
            if (now.isEmpty()) {
                removed++;
            } else if (!same(each.getValue(), now.get())) {
                changed++;
            } else {
                continue;
            }
            show(shown, new ImageDiff.FileChange(each.getKey(), Optional.of(each.getValue()), now));
        }
        long added = 0;
        List<ImageDiff.FileChange> fresh = new ArrayList<>();
        for (Map.Entry<String, LayerEntry> each : after.entrySet()) {
            if (!before.containsKey(each.getKey())) {
                added++;
                show(fresh, new ImageDiff.FileChange(each.getKey(), Optional.empty(), Optional.of(each.getValue())));
            }
        }
        shown.addAll(fresh);
        shown.sort(Comparator.comparing(ImageDiff.FileChange::path));
        return new ImageDiff.Files(
                shown.subList(0, Math.min(shown.size(), MOST_SHOWN)), added, removed, changed, problems);
    }

    private static void show(List<ImageDiff.FileChange> shown, ImageDiff.FileChange change) {
        if (shown.size() < MOST_SHOWN) {
            shown.add(change);
        }
    }

    /// Times are not compared: each build writes others.
    private static boolean same(LayerEntry one, LayerEntry other) {
        boolean sameContent = one.content().equals(other.content())
                || one.content().isEmpty()
                || other.content().isEmpty();
        return one.kind() == other.kind()
                && one.sizeBytes() == other.sizeBytes()
                && one.mode() == other.mode()
                && one.target().equals(other.target())
                && sameContent;
    }
}
