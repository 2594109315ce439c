package dev.entrepot.scanning;

import dev.entrepot.content.DatabaseClock;
import dev.entrepot.content.ScanSetting;
import dev.entrepot.database.Database;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds manifests that came since it last looked, by pushes, copies, imports and restorations alike, and puts images
/// among them into the queue; no push waits for that.
final class Arrivals {
    private static final int BATCH = 50;
    /// Batches at once: an upgrade finds all manifests unseen.
    private static final int BATCHES = 40;

    private final Database database;
    private final DatabaseClock clock;
    private final boolean onPush;
    private final ArrivalTable table = new ArrivalTable();
    private final ImageScanTable images = new ImageScanTable();

    /// @param onPush whether images are read when they come, where their repository does not say
    Arrivals(Database database, DatabaseClock clock, boolean onPush) {
        this.database = database;
        this.clock = clock;
        this.onPush = onPush;
    }

    /// A manifest and the row that it gets.
    ///
    /// @param begin null when it gets none: an index, or it is gone
    private record Looked(ArrivalTable.Unseen manifest, ImageScanTable.@Nullable Begin begin) {}

    /// Whether anything came.
    boolean look() {
        boolean any = false;
        for (int i = 0; i < BATCHES; i++) {
            List<ArrivalTable.Unseen> unseen = database.read(sql -> table.unseen(sql, BATCH));
            if (unseen.isEmpty()) {
                return any;
            }
            List<Looked> looked = new ArrayList<>();
            unseen.forEach(each -> looked.add(new Looked(each, begin(each).orElse(null))));
            database.write(sql -> {
                long now = clock.now(sql);
                for (Looked each : looked) {
                    if (each.begin != null) {
                        images.insert(sql, each.begin, now);
                    }
                }
                table.markSeen(sql, unseen, now);
                return true;
            });
            any = true;
            if (unseen.size() < BATCH) {
                return true;
            }
        }
        return any;
    }

    private Optional<ImageScanTable.Begin> begin(ArrivalTable.Unseen manifest) {
        return database.read(sql -> table.content(sql, manifest.repositoryId(), manifest.digest()))
                .flatMap(
                        content -> begin(manifest.namespace(), manifest.digest(), content, wanted(manifest.setting())));
    }

    /// Whether images of a repository with that setting are read when they come.
    boolean wanted(String setting) {
        return ScanSetting.stored(setting).onPush().orElse(onPush);
    }

    /// What the row of a manifest begins with; empty for an index.
    ///
    /// @param wanted whether it is to be read without being asked for
    static Optional<ImageScanTable.Begin> begin(
            String namespace, Digest digest, ArrivalTable.Content content, boolean wanted) {
        try {
            return switch (ManifestKind.of(content.bytes(), content.type())) {
                case ManifestKind.List list -> Optional.empty();
                case ManifestKind.NoImage(String why) -> Optional.of(unreadable(namespace, digest, why));
                case ManifestKind.Image image ->
                    Optional.of(new ImageScanTable.Begin(
                            namespace,
                            digest,
                            ImageScan.State.PENDING,
                            "",
                            0,
                            wanted ? Long.valueOf(0) : null,
                            QueueTable.ARRIVED));
            };
        } catch (MalformedException malformed) {
            return Optional.of(unreadable(namespace, digest, "its manifest cannot be read: " + malformed.getMessage()));
        }
    }

    private static ImageScanTable.Begin unreadable(String namespace, Digest digest, String why) {
        return new ImageScanTable.Begin(
                namespace,
                digest,
                ImageScan.State.UNREADABLE,
                Clean.problem(why, ImageReading.MAX_PROBLEM),
                ImageReading.READER,
                null,
                QueueTable.ARRIVED);
    }
}
