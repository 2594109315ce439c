package dev.entrepot.scanning;

import dev.entrepot.database.Database;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ImageManifest;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.reading.ImageContents;
import dev.entrepot.reading.LayerOutcome;
import dev.entrepot.reading.LayerReport;
import dev.entrepot.reading.Overlay;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads an image: its config, and its layers from the lowest to the topmost. Whatever is wrong with it itself is part
/// of the answer; what the world around it prevents is tried again.
final class ImageReading {
    /// Version of all readers together, and of how layers are laid over each other: raised when they find something
    /// else
    /// than before, so that everything is read again.
    static final long READER = 1;

    /// Runtimes take 128 at most.
    static final int MAX_LAYERS = 500;

    /// Of all problems of an image together, in characters.
    static final int MAX_PROBLEM = 4_000;

    private static final int MAX_PROBLEMS = 20;
    private static final int MAX_ONE_PROBLEM = 500;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration REFUSED = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(ImageReading.class);

    private final Database database;
    private final BlobStore store;
    private final Layers layers;
    private final ArrivalTable arrivals = new ArrivalTable();

    ImageReading(Database database, BlobStore store, Layers layers) {
        this.database = database;
        this.store = store;
        this.layers = layers;
    }

    ReadImage read(QueueTable.Claimed image) throws InterruptedException {
        Optional<ArrivalTable.Content> content =
                database.read(sql -> arrivals.content(sql, image.namespace(), image.digest()));
        if (content.isEmpty()) {
            return new ReadImage.Nothing();
        }
        try {
            return switch (ManifestKind.of(content.get().bytes(), content.get().type())) {
                case ManifestKind.List list -> new ReadImage.Nothing();
                case ManifestKind.NoImage(String why) -> ReadImage.Done.unreadable(why);
                case ManifestKind.Image(ImageManifest manifest) -> read(image, manifest);
            };
        } catch (MalformedException malformed) {
            return ReadImage.Done.unreadable("its manifest cannot be read: " + malformed.getMessage());
        }
    }

    private ReadImage read(QueueTable.Claimed image, ImageManifest manifest) throws InterruptedException {
        if (manifest.layers().size() > MAX_LAYERS) {
            return ReadImage.Done.unreadable("it has " + manifest.layers().size() + " layers, more than the "
                    + MAX_LAYERS + " that are read; no runtime takes as many");
        }
        Assembly assembly = new Assembly(image);
        try {
            Optional<String> refusal = layers.refusal();
            if (refusal.isPresent()) {
                return new ReadImage.Later("no layer can be read on this server: " + refusal.get(), REFUSED);
            }
            assembly.config(manifest.config());
            for (int i = 0; i < manifest.layers().size(); i++) {
                assembly.layer(manifest.layers().get(i), i, manifest.layers().size());
            }
            return assembly.done();
        } catch (IOException e) {
            LOG.warn("event=image_unread namespace={} digest={}", image.namespace(), image.digest(), e);
            return new ReadImage.Later(
                    "its bytes could not be read, or no process to read them could be started; it is tried again",
                    SOON);
        }
    }

    /// One image while it is put together.
    private final class Assembly {
        private final QueueTable.Claimed image;
        private final Overlay overlay = new Overlay();
        private final List<String> problems = new ArrayList<>();
        private Optional<ImageConfig> config = Optional.empty();
        private Optional<String> waitsFor = Optional.empty();
        private int read;
        private int unread;

        Assembly(QueueTable.Claimed image) {
            this.image = image;
        }

        void config(Descriptor descriptor) throws IOException {
            Optional<StorageKey> key = place("config", descriptor);
            if (key.isEmpty()) {
                return;
            }
            byte[] bytes = BlobStream.head(store, key.get(), ConfigReader.MAX_BYTES + 1);
            config = bytes.length > ConfigReader.MAX_BYTES ? Optional.empty() : ConfigReader.read(bytes);
            if (config.isEmpty()) {
                problems.add("config " + descriptor.digest() + " is no JSON object of at most " + ConfigReader.MAX_BYTES
                        + " bytes");
            }
        }

        /// Where the bytes of what the image names lie; empty when they are not here, which is noted.
        private Optional<StorageKey> place(String what, Descriptor descriptor) {
            Digest digest = descriptor.digest();
            Optional<ArrivalTable.Blob> blob =
                    database.read(sql -> arrivals.blob(sql, image.namespace(), image.digest(), digest));
            StorageKey key = blob.map(ArrivalTable.Blob::key).orElse(null);
            if (key == null) {
                problems.add(what + " " + digest + " is not stored here"
                        + (descriptor.urls().isEmpty() ? "" : "; the URLs that it names are never fetched"));
                waitsFor = Optional.of(digest.toString());
                return Optional.empty();
            }
            if (!blob.orElseThrow().sound()) {
                problems.add(what + " " + digest + " is damaged here; push it again");
                waitsFor = Optional.of(digest.toString());
                return Optional.empty();
            }
            return Optional.of(key);
        }

        void layer(Descriptor descriptor, int index, int count) throws IOException, InterruptedException {
            Optional<StorageKey> key = place("layer", descriptor);
            if (key.isEmpty()) {
                unread++;
                return;
            }
            Digest digest = descriptor.digest();
            LayerOutcome outcome =
                    layers.outcome(new Layers.Wanted(image.namespace(), digest, key.get(), image.freshFrom()));
            switch (outcome) {
                case LayerOutcome.Read(LayerReport report) -> {
                    read++;
                    compare(digest, report, index, count);
                    overlay.add(digest.toString(), report);
                }
                case LayerOutcome.Unreadable(String why) -> {
                    unread++;
                    problems.add("layer " + digest + " could not be read: " + why);
                }
            }
        }

        /// A layer that is not the one which the config promises is refused by runtimes, or taken for another by those
        /// that have that one.
        private void compare(Digest digest, LayerReport report, int index, int count) {
            if (config.isEmpty() || report.diffId().isEmpty()) {
                return;
            }
            List<String> promised = config.get().diffIds();
            if (promised.size() != count) {
                if (index == 0) {
                    problems.add("its config names " + promised.size() + " layers, its manifest " + count);
                }
            } else if (!promised.get(index).equals(report.diffId())) {
                problems.add("layer " + digest + " unpacks to " + report.diffId() + ", its config promises "
                        + promised.get(index));
            }
        }

        ReadImage done() {
            ImageContents contents = overlay.contents();
            List<String> all = new ArrayList<>(problems);
            all.addAll(contents.problems());
            return new ReadImage.Done(
                    state(all),
                    said(all),
                    waitsFor,
                    contents.distribution().map(Clean::distribution),
                    config.orElse(ImageConfig.UNKNOWN),
                    contents.packages().stream().map(Clean::found).toList());
        }

        private ImageScan.State state(List<String> all) {
            if (read == 0 && unread > 0) {
                return ImageScan.State.UNREADABLE;
            }
            return all.isEmpty() ? ImageScan.State.READ : ImageScan.State.PART;
        }

        private static String said(List<String> all) {
            String first = all.stream()
                    .limit(MAX_PROBLEMS)
                    .map(each -> Clean.problem(each, MAX_ONE_PROBLEM))
                    .collect(Collectors.joining("; "));
            String more = all.size() > MAX_PROBLEMS ? "; and " + (all.size() - MAX_PROBLEMS) + " more" : "";
            return Clean.problem(first + more, MAX_PROBLEM);
        }
    }
}
