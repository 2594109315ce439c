package dev.entrepot.storage.filesystem;

import dev.entrepot.health.NodeHealth;
import dev.entrepot.telemetry.Metrics;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;

/// fsyncs that are timed, and whose failure ends all writing on this node.
///
/// After a failed fsync the kernel may have dropped the pages and reports the next fsync as good, so it is never
/// tried again. Only a full disk is an ordinary failure: what was written is cut off and forgotten.
final class Syncs {
    private final Disk disk;
    private final NodeHealth health;
    private final Timer files;
    private final Timer folders;

    Syncs(Disk disk, NodeHealth health, Metrics metrics) {
        this.disk = disk;
        this.health = health;
        this.files = timer(metrics, "file");
        this.folders = timer(metrics, "folder");
    }

    int write(FileChannel file, ByteBuffer bytes) throws IOException {
        return disk.write(file, bytes);
    }

    void file(FileChannel file, Path path) throws IOException {
        run(files, path, FilesystemBlobStore.parent(path), () -> disk.syncFile(file));
    }

    void folder(Path folder) throws IOException {
        run(folders, folder, folder, () -> disk.syncFolder(folder));
    }

    private void run(Timer timer, Path what, Path folder, SharedFolderSync.Sync sync) throws IOException {
        health.requireWritable();
        Timer.Sample sample = Timer.start();
        try {
            sync.run();
        } catch (ClosedChannelException e) {
            // The writer was closed or its thread interrupted: no answer of the disk, and nobody is told "durable".
            throw e;
        } catch (IOException e) {
            IOException other = FilesystemBlobStore.explained(e, folder);
            health.refuseWrites("fsync of " + what + " failed: " + other.getMessage());
            throw other;
        } finally {
            sample.stop(timer);
        }
    }

    private static Timer timer(Metrics metrics, String of) {
        return Timer.builder("entrepot.fsync")
                .description("Time that an fsync took")
                .tag("of", of)
                .serviceLevelObjectives(
                        Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1))
                .register(metrics.registry());
    }
}
