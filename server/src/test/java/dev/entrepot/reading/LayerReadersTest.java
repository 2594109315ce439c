package dev.entrepot.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Layers read by real processes.
final class LayerReadersTest {
    @TempDir
    Path folder;

    @Test
    void packagesOfALayerComeBackFromAWorker() throws Exception {
        byte[] plain = new LayerArchive().resources("debian12/rootfs").plain();
        try (LayerReaders readers = new LayerReaders(ReadingConfig.DEFAULT, folder)) {

            long t = System.nanoTime();
            LayerOutcome outcome = readers.read("team", LayerArchive.source(LayerArchive.gzip(plain)));
            System.out.println("first " + (System.nanoTime() - t) / 1000000);
            t = System.nanoTime();
            System.out.println(readers.read("team", LayerArchive.source(LayerArchive.zstd(plain))).toString().substring(0, 200));
            System.out.println("second " + (System.nanoTime() - t) / 1000000);
            System.out.println(outcome.toString().substring(0, 500));

            assertThat(outcome).isInstanceOf(LayerOutcome.Read.class);
        }
    }
}
