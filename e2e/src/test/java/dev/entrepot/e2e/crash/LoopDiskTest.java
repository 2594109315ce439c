package dev.entrepot.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The simulated power cut takes away what a real one may, and no more.
@Tag("crash")
final class LoopDiskTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeEach
    void needsRoot() {
        assertThat(LoopDisk.possible())
                .as("a power cut needs root and a loop device")
                .isTrue();
    }

    @Test
    void whatWasSyncedIsThereAndWhatWasNotIsGone() throws Exception {
        try (LoopDisk disk = LoopDisk.in(folder)) {
            write(disk.path().resolve("synced"), true);
            write(disk.path().resolve("unsynced"), false);

            disk.cut();
            disk.remount();

            assertThat(disk.path().resolve("synced")).hasContent("content");
            assertThat(disk.path().resolve("unsynced")).doesNotExist();
        }
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        LoopDisk disk = LoopDisk.in(folder);
        disk.cut();
        disk.close();

        assertThat(Files.readString(Path.of("/proc/mounts")))
                .doesNotContain(disk.path().toString());
    }

    private static void write(Path file, boolean sync) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("content".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            if (sync) {
                channel.force(true);
            }
        }
    }
}
