package dev.entrepot;

import dev.entrepot.access.RestoredKeys;
import dev.entrepot.backup.RestoreOrder;
import dev.entrepot.backup.RestoreReport;
import dev.entrepot.backup.Restores;
import dev.entrepot.backup.Watch;
import dev.entrepot.database.Databases;
import dev.entrepot.health.NodeHealth;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.filesystem.DataFolder;
import dev.entrepot.storage.filesystem.FilesystemBlobStore;
import dev.entrepot.telemetry.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Stream;

/// A registry that comes out of a backup: the parts that a restore needs, composed by hand.
final class Restoring {
    private Restoring() {}

    /// Holds the data folder while it runs.
    static RestoreReport run(Config config, RestoreOrder order, Watch watch) throws IOException {
        Path data = config.storage().data();
        NodeHealth health = new NodeHealth();
        Metrics metrics = new Metrics();
        try (DataFolder held = DataFolder.open(data);
                BlobStore store = FilesystemBlobStore.open(held.path(), health, metrics)) {
            return new Restores(new Restores.Parts(
                            held.path(),
                            version -> Databases.at(version, config.database(), held.path(), health, metrics),
                            store,
                            () -> holdsBytes(held.path().resolve("blobs")),
                            new RestoredKeys(config.access(), held.path()),
                            InstantSource.system()))
                    .run(order, watch);
        }
    }

    private static boolean holdsBytes(Path blobs) {
        try (Stream<Path> files = Files.walk(blobs)) {
            return files.anyMatch(Files::isRegularFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
