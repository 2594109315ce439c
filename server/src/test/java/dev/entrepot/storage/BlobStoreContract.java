package dev.entrepot.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.health.NodeHealth;
import dev.entrepot.health.WritesRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every adapter of {@link BlobStore} does.
public abstract class BlobStoreContract {
    private static final int MANY_WRITERS = 64;
    private static final int LARGE_BYTES = 5 * 1024 * 1024 + 7;

    protected abstract BlobStore store();

    /// The switch that the store under test was made with.
    protected abstract NodeHealth health();

    /// A store over the same bytes, as another start of the process would make it.
    protected abstract BlobStore reopened() throws IOException;

    /// All bytes under `key` as a reader sees them.
    protected abstract byte[] read(BlobBytes bytes) throws IOException;

    @Test
    void whatWasForcedIsReadBackByAnotherStart() throws Exception {
        StorageKey key = StorageKey.random();
        byte[] bytes = new byte[LARGE_BYTES];
        new Random(1).nextBytes(bytes);

        write(key, 0, bytes);

        try (BlobStore later = reopened()) {
            assertThat(read(later.find(key).orElseThrow())).isEqualTo(bytes);
        }
    }

    @Test
    void sizeOfWhatIsFoundIsTheSizeWritten() throws Exception {
        StorageKey key = StorageKey.random();

        write(key, 0, text("12345"));

        BlobBytes found = store().find(key).orElseThrow();
        assertThat(found)
                .isInstanceOfSatisfying(
                        BlobBytes.LocalFile.class,
                        file -> assertThat(file.sizeBytes()).isEqualTo(5));
    }

    @Test
    void unknownKeyIsEmpty() throws Exception {
        assertThat(store().find(StorageKey.random())).isEmpty();
    }

    @Test
    void aKeyWithoutBytesIsThereAndEmpty() throws Exception {
        StorageKey key = StorageKey.random();

        write(key, 0, new byte[0]);

        assertThat(read(store().find(key).orElseThrow())).isEmpty();
    }

    @Test
    void appendsContinueAtTheOffset() throws Exception {
        StorageKey key = StorageKey.random();
        write(key, 0, text("one,"));
        write(key, 4, text("two,"));

        write(key, 8, text("three"));

        assertThat(read(store().find(key).orElseThrow())).isEqualTo(text("one,two,three"));
    }

    @Test
    void whatLiesBeyondTheOffsetIsCutOff() throws Exception {
        StorageKey key = StorageKey.random();
        write(key, 0, text("kept and lost"));

        write(key, 4, text("!"));

        assertThat(read(store().find(key).orElseThrow())).isEqualTo(text("kept!"));
    }

    @Test
    void appendAtTheOffsetWithoutAByteCutsToo() throws Exception {
        StorageKey key = StorageKey.random();
        write(key, 0, text("kept and lost"));

        write(key, 4, new byte[0]);

        assertThat(read(store().find(key).orElseThrow())).isEqualTo(text("kept"));
    }

    @Test
    void offsetBeyondTheBytesIsRefusedAndChangesNothing() throws Exception {
        StorageKey key = StorageKey.random();
        write(key, 0, text("four"));

        assertThatThrownBy(() -> store().append(key, 5)).isInstanceOf(IOException.class);

        assertThat(read(store().find(key).orElseThrow())).isEqualTo(text("four"));
    }

    @Test
    void offsetIntoAMissingKeyIsRefusedAndMakesNothing() throws Exception {
        StorageKey key = StorageKey.random();

        assertThatThrownBy(() -> store().append(key, 1)).isInstanceOf(IOException.class);

        assertThat(store().find(key)).isEmpty();
    }

    @Test
    void lengthCountsFromTheOffset() throws Exception {
        StorageKey key = StorageKey.random();
        write(key, 0, text("1234"));

        try (BlobWriter writer = store().append(key, 4)) {
            assertThat(writer.length()).isEqualTo(4);
            writer.write(ByteBuffer.wrap(text("567")));
            assertThat(writer.length()).isEqualTo(7);
        }
    }

    @Test
    void onlyTheRemainingBytesOfABufferAreWrittenAndAllOfThem() throws Exception {
        StorageKey key = StorageKey.random();
        ByteBuffer buffer = ByteBuffer.wrap(text("..middle..")).position(2).limit(8);

        try (BlobWriter writer = store().append(key, 0)) {
            writer.write(buffer);
            writer.force();
        }

        assertThat(buffer.hasRemaining()).isFalse();
        assertThat(read(store().find(key).orElseThrow())).isEqualTo(text("middle"));
    }

    @Test
    void aClosedWriterWritesNothing() throws Exception {
        StorageKey key = StorageKey.random();
        BlobWriter writer = store().append(key, 0);
        writer.write(ByteBuffer.wrap(text("before")));
        writer.force();
        writer.close();

        assertThatThrownBy(() -> writer.write(ByteBuffer.wrap(text(" after")))).isInstanceOf(Exception.class);

        writer.close();
        assertThat(read(store().find(key).orElseThrow())).isEqualTo(text("before"));
    }

    @Test
    void deletedBytesAreGoneAndDeletingAgainIsFine() throws Exception {
        StorageKey key = StorageKey.random();
        write(key, 0, text("soon gone"));

        store().delete(key);
        store().delete(key);

        assertThat(store().find(key)).isEmpty();
        try (BlobStore later = reopened()) {
            assertThat(later.find(key)).isEmpty();
        }
    }

    @Test
    void keysThatShareAFolderAreIndependent() throws Exception {
        StorageKey first = new StorageKey("ab" + "0".repeat(30));
        StorageKey second = new StorageKey("ab" + "1".repeat(30));
        write(first, 0, text("first"));
        write(second, 0, text("second"));

        store().delete(first);

        assertThat(store().find(first)).isEmpty();
        assertThat(read(store().find(second).orElseThrow())).isEqualTo(text("second"));
    }

    @Test
    void listingNamesWhatLiesUnderAPrefixWithItsSize() throws Exception {
        StorageKey first = new StorageKey("ab" + "0".repeat(30));
        StorageKey second = new StorageKey("ab1" + "0".repeat(29));
        StorageKey third = new StorageKey("cd" + "0".repeat(30));
        write(first, 0, text("1"));
        write(second, 0, text("22"));
        write(third, 0, text("333"));

        assertThat(listed("")).containsExactlyInAnyOrder(first + " 1", second + " 2", third + " 3");
        assertThat(listed("ab")).containsExactlyInAnyOrder(first + " 1", second + " 2");
        assertThat(listed("ab1")).containsExactly(second + " 2");
        assertThat(listed("a")).hasSize(2);
        assertThat(listed("ef")).isEmpty();
        store().delete(third);
        assertThat(listed("cd")).isEmpty();
    }

    private List<String> listed(String prefix) throws IOException {
        try (Stream<StoredBytes> all = store().list(prefix)) {
            return all.map(each -> each.key() + " " + each.sizeBytes()).toList();
        }
    }

    @Test
    void manyWritersOfOneFolderAtOnceAllSucceed() throws Exception {
        List<StorageKey> keys = new ArrayList<>();
        for (int number = 0; number < MANY_WRITERS; number++) {
            keys.add(new StorageKey("cd" + "%030x".formatted(number)));
        }

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> writes = new ArrayList<>();
            for (StorageKey key : keys) {
                Callable<Void> write = () -> {
                    write(key, 0, text(key.text()));
                    return null;
                };
                writes.add(threads.submit(write));
            }
            for (Future<Void> write : writes) {
                write.get();
            }
        }

        for (StorageKey key : keys) {
            assertThat(read(store().find(key).orElseThrow())).isEqualTo(text(key.text()));
        }
    }

    @Test
    void aNodeThatMayNotWriteReadsButNeitherAppendsNorForcesNorDeletes() throws Exception {
        StorageKey key = StorageKey.random();
        write(key, 0, text("stays"));
        try (BlobWriter open = store().append(StorageKey.random(), 0)) {
            health().refuseWrites("as if an fsync had failed");

            assertThatThrownBy(() -> store().append(key, 5)).isInstanceOf(WritesRefusedException.class);
            assertThatThrownBy(() -> store().delete(key)).isInstanceOf(WritesRefusedException.class);
            assertThatThrownBy(open::force).isInstanceOf(WritesRefusedException.class);
        }

        assertThat(read(store().find(key).orElseThrow())).isEqualTo(text("stays"));
    }

    protected final void write(StorageKey key, long offset, byte[] bytes) throws IOException {
        try (BlobWriter writer = store().append(key, offset)) {
            writer.write(ByteBuffer.wrap(bytes));
            writer.force();
        }
    }

    protected static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
