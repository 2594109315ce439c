package dev.entrepot.storage.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.health.NodeHealth;
import dev.entrepot.health.StorageFullException;
import dev.entrepot.health.WritesRefusedException;
import dev.entrepot.storage.BlobBytes;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.BlobStoreContract;
import dev.entrepot.storage.BlobWriter;
import dev.entrepot.storage.StorageKey;
import dev.entrepot.telemetry.Metrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilesystemBlobStoreTest extends BlobStoreContract {
    private static final Path FULL_DEVICE = Path.of("/dev/full");
    private final NodeHealth health = new NodeHealth();
    private final Metrics metrics = new Metrics();
    private final RecordedDisk disk = new RecordedDisk();
    private final Path data;
    private BlobStore store;

    FilesystemBlobStoreTest(@TempDir Path folder) throws IOException {
        this.data = folder.resolve("data");
        this.store = FilesystemBlobStore.open(data, health, metrics, disk);
    }

    @BeforeEach
    void forgetTheStart() {
        disk.events.clear();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    @Override
    protected NodeHealth health() {
        return health;
    }

    @Override
    protected BlobStore reopened() throws IOException {
        return FilesystemBlobStore.open(data, new NodeHealth(), new Metrics());
    }

    @Override
    protected byte[] read(BlobBytes bytes) throws IOException {
        return switch (bytes) {
            case BlobBytes.LocalFile file -> Files.readAllBytes(file.path());
        };
    }

    @Test
    void all256FoldersAreThereAndDurableAfterTheStart() throws Exception {
        RecordedDisk recorded = new RecordedDisk();
        Path fresh = data.resolveSibling("fresh");

        FilesystemBlobStore.open(fresh, health, metrics, recorded).close();

        try (Stream<Path> folders = Files.list(fresh.resolve("blobs"))) {
            assertThat(folders).hasSize(256).allMatch(Files::isDirectory);
        }
        assertThat(recorded.events).containsExactly("folder blobs", "folder fresh");
    }

    @Test
    void laterStartsSyncTheFoldersAboveAgain() throws Exception {
        FilesystemBlobStore.open(data, health, metrics, disk).close();

        assertThat(disk.events).containsExactly("folder blobs", "folder data");
    }

    @Test
    void aKeyLiesInTheFolderOfItsFirstTwoDigits() throws Exception {
        StorageKey key = new StorageKey("3f9c0d00000000000000000000000000");

        write(key, 0, text("here"));

        assertThat(data.resolve("blobs/3f/3f9c0d00000000000000000000000000")).hasContent("here");
    }

    @Test
    void aNewKeySyncsItsFileThenItsFolder() throws Exception {
        StorageKey key = new StorageKey("3f" + "0".repeat(30));

        write(key, 0, text("new"));

        assertThat(disk.events).containsExactly("file 3", "folder 3f");
    }

    @Test
    void aKeyThatWasForcedBeforeSyncsItsFileOnly() throws Exception {
        StorageKey key = new StorageKey("3f" + "0".repeat(30));
        write(key, 0, text("new"));
        disk.events.clear();

        write(key, 3, text("er"));

        assertThat(disk.events).containsExactly("file 5");
    }

    @Test
    void aKeyLeftByAnUnforcedWriterSyncsItsFolderToo() throws Exception {
        StorageKey key = new StorageKey("3f" + "0".repeat(30));
        store.append(key, 0).close();

        write(key, 0, text("again"));

        assertThat(disk.events).containsExactly("file 5", "folder 3f");
    }

    @Test
    void oneWriterSyncsItsFolderOnce() throws Exception {
        try (BlobWriter writer = store.append(new StorageKey("3f" + "0".repeat(30)), 0)) {
            writer.write(ByteBuffer.wrap(text("a")));
            writer.force();
            writer.write(ByteBuffer.wrap(text("b")));
            writer.force();
        }

        assertThat(disk.events).containsExactly("file 1", "folder 3f", "file 2");
    }

    @Test
    void deletingSyncsTheFolderEvenWhenTheKeyIsMissing() throws Exception {
        store.delete(new StorageKey("3f" + "0".repeat(30)));

        assertThat(disk.events).containsExactly("folder 3f");
    }

    @Test
    void aFullDeviceIsReportedAsFullAndRefusesNothingElse() throws Exception {
        StorageKey key = StorageKey.random();
        Path path = Files.createSymbolicLink(pathOf(key), FULL_DEVICE);

        try (BlobWriter writer = store.append(key, 0)) {
            assertThatThrownBy(() -> writer.write(ByteBuffer.wrap(text("no room"))))
                    .isInstanceOf(StorageFullException.class)
                    .hasMessageContaining("no space left");
        }

        assertThat(health.writesRefusedBecause()).isEmpty();
        Files.delete(path);
        write(key, 0, text("room again"));
        assertThat(read(store.find(key).orElseThrow())).isEqualTo(text("room again"));
    }

    @Test
    void aDiskThatFillsUpGetsBackWhatWasNotDurable() throws Exception {
        StorageKey key = StorageKey.random();
        try (BlobWriter writer = store.append(key, 0)) {
            writer.write(ByteBuffer.wrap(text("durable")));
            writer.force();
            writer.write(ByteBuffer.wrap(text(", and not")));
            disk.writeFailure = Optional.of("No space left on device");

            assertThatThrownBy(() -> writer.write(ByteBuffer.wrap(text("..."))))
                    .isInstanceOf(StorageFullException.class);
        }

        assertThat(read(store.find(key).orElseThrow())).isEqualTo(text("durable"));
    }

    @Test
    void aQuotaThatIsUsedUpInTheFsyncIsAFullDisk() throws Exception {
        StorageKey key = StorageKey.random();
        disk.fileSyncFailure = Optional.of("Disk quota exceeded");

        assertThatThrownBy(() -> write(key, 0, text("too much"))).isInstanceOf(StorageFullException.class);

        assertThat(health.writesRefusedBecause()).isEmpty();
        assertThat(read(store.find(key).orElseThrow())).isEmpty();
    }

    @Test
    void anFsyncThatTheKernelRefusesEndsWriting() throws Exception {
        StorageKey key = StorageKey.random();
        Files.createSymbolicLink(pathOf(key), FULL_DEVICE);

        try (BlobWriter writer = store.append(key, 0)) {
            assertThatThrownBy(writer::force).isInstanceOf(IOException.class);
        }

        assertThat(health.writesRefusedBecause())
                .hasValueSatisfying(reason -> assertThat(reason).contains("fsync of", key.text()));
    }

    @Test
    void aFailedFileFsyncEndsWritingAndIsNeverTriedAgain() throws Exception {
        disk.fileSyncFailure = Optional.of("Input/output error");

        try (BlobWriter writer = store.append(StorageKey.random(), 0)) {
            writer.write(ByteBuffer.wrap(text("unsure")));
            assertThatThrownBy(writer::force).hasMessageContaining("Input/output error");
            assertThatThrownBy(writer::force).isInstanceOf(IllegalStateException.class);
        }

        assertThat(disk.events).containsExactly("file 6");
        assertThatThrownBy(() -> store.append(StorageKey.random(), 0)).isInstanceOf(WritesRefusedException.class);
    }

    @Test
    void aFailedFolderFsyncEndsWriting() throws Exception {
        disk.folderSyncFailure = Optional.of("Input/output error");

        assertThatThrownBy(() -> write(StorageKey.random(), 0, text("unsure")))
                .hasMessageContaining("Input/output error");

        assertThat(health.writesRefusedBecause()).isPresent();
    }

    @Test
    void aFailedFolderFsyncOfADeletionEndsWriting() throws Exception {
        disk.folderSyncFailure = Optional.of("Input/output error");

        assertThatThrownBy(() -> store.delete(StorageKey.random())).hasMessageContaining("Input/output error");

        assertThat(health.writesRefusedBecause()).isPresent();
    }

    @Test
    void aWriterThatWasInterruptedEndsOnlyItself() throws Exception {
        StorageKey key = StorageKey.random();
        try (BlobWriter writer = store.append(key, 0)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(writer::force).isInstanceOf(IOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(health.writesRefusedBecause()).isEmpty();
    }

    @Test
    void noWritableDescriptorOutlivesItsWriter() throws Exception {
        StorageKey key = StorageKey.random();
        BlobWriter writer = store.append(key, 0);
        assertThat(openPaths()).contains(pathOf(key));

        writer.close();

        assertThat(openPaths()).doesNotContain(pathOf(key));
    }

    @Test
    void aRefusedAppendLeavesNoDescriptorOpen() throws Exception {
        StorageKey key = StorageKey.random();
        write(key, 0, text("1"));

        assertThatThrownBy(() -> store.append(key, 2)).isInstanceOf(IOException.class);

        assertThat(openPaths()).doesNotContain(pathOf(key));
    }

    @Test
    void fsyncsAreTimed() throws Exception {
        write(StorageKey.random(), 0, text("timed"));

        assertThat(metrics.scrape())
                .contains("entrepot_fsync_seconds_count{of=\"file\"} 1")
                .contains("entrepot_fsync_seconds_count{of=\"folder\"} 3");
    }

    private Path pathOf(StorageKey key) throws IOException {
        return data.toRealPath()
                .resolve("blobs")
                .resolve(key.text().substring(0, 2))
                .resolve(key.text());
    }

    private static List<Path> openPaths() throws IOException {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    open.add(Files.readSymbolicLink(descriptor));
                } catch (NoSuchFileException e) {
                    // The descriptor of the listing itself.
                }
            }
        }
        return open;
    }

    /// The real disk, which notes each fsync and fails where it is told to.
    private static final class RecordedDisk extends Disk {
        private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
        private Optional<String> writeFailure = Optional.empty();
        private Optional<String> fileSyncFailure = Optional.empty();
        private Optional<String> folderSyncFailure = Optional.empty();

        @Override
        int write(FileChannel file, ByteBuffer bytes) throws IOException {
            failWith(writeFailure);
            return super.write(file, bytes);
        }

        @Override
        void syncFile(FileChannel file) throws IOException {
            events.add("file " + file.size());
            failWith(fileSyncFailure);
            super.syncFile(file);
        }

        @Override
        void syncFolder(Path folder) throws IOException {
            events.add("folder " + folder.getFileName());
            failWith(folderSyncFailure);
            super.syncFolder(folder);
        }

        private static void failWith(Optional<String> failure) throws IOException {
            if (failure.isPresent()) {
                throw new IOException(failure.get());
            }
        }
    }
}
