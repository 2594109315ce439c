package dev.entrepot.api;

import dev.entrepot.reading.LayerEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The files of an image, folders aside, as its layers lie over each other (image-spec, "Image Layer Filesystem
/// Changeset").
final class FileTree {
    /// Files that are held in memory, some 250 bytes each; an image of a whole distribution has a quarter of them.
    static final int MOST = 200_000;

    /// Behind every path that begins with a folder's name and `/`.
    private static final char BEHIND_SLASH = '/' + 1;

    private final NavigableMap<String, LayerEntry> files;
    private final int most;
    private boolean truncated;

    FileTree() {
        this(MOST);
    }

    FileTree(int most) {
        this.files = new TreeMap<>();
        this.most = most;
    }

    private FileTree(FileTree other) {
        this.files = new TreeMap<>(other.files);
        this.most = other.most;
        this.truncated = other.truncated;
    }

    /// The same, to be added to by itself.
    FileTree copy() {
        return new FileTree(this);
    }

    /// All entries of a layer, in the order of its archive. May be asked twice.
    @FunctionalInterface
    interface Entries {
        void forEach(Consumer<LayerEntry> consumer);
    }

    /// Lays a layer over those before. What it removes is gone before anything of its own is there, wherever that
    /// stands in the archive.
    void add(Entries layer) {
        layer.forEach(entry -> {
            switch (entry.kind()) {
                case WHITEOUT -> {
                    files.remove(entry.path());
                    removeBelow(entry.path());
                }
                case OPAQUE -> removeBelow(entry.path());
                case FILE, FOLDER, SYMBOLIC_LINK, HARD_LINK, DEVICE, FIFO -> {}
            }
        });
        layer.forEach(entry -> {
            switch (entry.kind()) {
                case WHITEOUT, OPAQUE -> {}
                case FOLDER -> files.remove(entry.path());
                case FILE, SYMBOLIC_LINK, HARD_LINK, DEVICE, FIFO -> put(entry);
            }
        });
    }

    private void put(LayerEntry entry) {
        removeBelow(entry.path());
        if (files.size() >= most && !files.containsKey(entry.path())) {
            truncated = true;
            return;
        }
        files.put(entry.path(), entry);
    }

    /// The empty path is the root.
    private void removeBelow(String folder) {
        if (folder.isEmpty()) {
            files.clear();
        } else {
            files.subMap(folder + "/", folder + BEHIND_SLASH).clear();
        }
    }

    /// Whether there are more files than are held.
    boolean truncated() {
        return truncated;
    }

    /// @param fromBytes 0 where it was added
    /// @param toBytes 0 where it was removed
    record Change(ImageDiff.Change change, String path, long fromBytes, long toBytes) {}

    /// By path, at most `limit`.
    static List<Change> compare(FileTree from, FileTree to, int limit) {
        List<Change> changes = new ArrayList<>();
        NavigableMap<String, LayerEntry> all = new TreeMap<>(from.files);
        all.putAll(to.files);
        for (String path : all.keySet()) {
            if (changes.size() >= limit) {
                break;
            }
            LayerEntry old = from.files.get(path);
            LayerEntry now = to.files.get(path);
            if (old == null && now != null) {
                changes.add(new Change(ImageDiff.Change.ADDED, path, 0, now.sizeBytes()));
            } else if (old != null && now == null) {
                changes.add(new Change(ImageDiff.Change.REMOVED, path, old.sizeBytes(), 0));
            } else if (old != null && now != null && !old.equals(now)) {
                boolean permissions = withoutMode(old).equals(withoutMode(now));
                changes.add(new Change(
                        permissions ? ImageDiff.Change.MODE : ImageDiff.Change.CHANGED,
                        path,
                        old.sizeBytes(),
                        now.sizeBytes()));
            }
        }
        return changes;
    }

    private static LayerEntry withoutMode(LayerEntry entry) {
        return new LayerEntry(entry.path(), entry.kind(), entry.sizeBytes(), 0, entry.target(), entry.content());
    }
}
