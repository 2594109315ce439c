package dev.entrepot.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.entrepot.packages.FoundPackage;
import dev.entrepot.reading.LayerEntry.Kind;
import dev.entrepot.reading.ReadingConfig.Isolation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Layers read by real processes, and programs that stand in the place of these.
final class LayerReadersTest {
    private static final ReadingLimits SMALL = limits(Duration.ofSeconds(60));

    private final List<ProcessHandle> before =
            ProcessHandle.current().children().toList();

    @TempDir
    Path folder;

    @Test
    void packagesAndDigestOfALayerComeBack() throws Exception {
        byte[] plain = new LayerArchive().resources("debian12/rootfs").plain();
        try (LayerReaders readers = readers(config(1, SMALL))) {

            LayerReport gzip = report(readers.read("team", LayerArchive.source(LayerArchive.gzip(plain))));
            LayerReport zstd = report(readers.read("team", LayerArchive.source(LayerArchive.zstd(plain))));

            assertThat(gzip.diffId()).isEqualTo(LayerArchive.diffId(plain));
            assertThat(gzip.whole()).isTrue();
            assertThat(zstd).isEqualTo(gzip);
            ImageContents contents = Overlay.of(List.of(new Overlay.Layer("sha256:a", gzip)));
            assertThat(contents.packages().stream()
                            .map(found -> found.what().sourceName() + ","
                                    + found.what().builtFrom())
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(expected("debian12/packages.csv"));
            assertThat(contents.packages()).extracting(FoundPackage::layer).containsOnly("sha256:a");
        }
    }

    @Test
    void pathsOfALayerAreListed() throws Exception {
        byte[] layer = new LayerArchive()
                .folder("etc")
                .file("etc/motd", "hello")
                .symbolicLink("etc/issue", "motd")
                .file("etc/.wh.passwd", "")
                .gzip();
        try (LayerReaders readers = readers(config(1, SMALL))) {

            ListingOutcome outcome = readers.list("team", LayerArchive.source(layer));

            LayerListing listing = ((ListingOutcome.Listed) outcome).listing();
            List<LayerEntry> entries = new ArrayList<>();
            listing.forEach(entries::add);
            assertThat(listing.problems()).isEmpty();
            assertThat(entries)
                    .containsExactly(
                            new LayerEntry("etc", Kind.FOLDER, 0, 0755, "", ""),
                            new LayerEntry("etc/motd", Kind.FILE, 5, 0644, "", "2cf24dba5fb0a30e26e83b2a"),
                            new LayerEntry("etc/issue", Kind.SYMBOLIC_LINK, 0, 0777, "motd", ""),
                            new LayerEntry("etc/passwd", Kind.WHITEOUT, 0, 0, "", ""));
        }
    }

    @Test
    void workerServesManyLayersOfANamespace() throws Exception {
        try (LayerReaders readers = odd(config(1, SMALL, Isolation.NONE))) {
            String first = why(readers, "team", "pid");

            assertThat(why(readers, "team", "pid")).isEqualTo(first);
            assertThat(why(readers, "team", "pid")).isEqualTo(first);
        }
    }

    @Test
    void anotherNamespaceGetsAnotherWorker() throws Exception {
        try (LayerReaders readers = odd(config(1, SMALL, Isolation.NONE))) {
            String first = why(readers, "team", "pid");

            String other = why(readers, "rival", "pid");

            assertThat(other).isNotEqualTo(first);
            assertThat(ProcessHandle.of(Long.parseLong(first)).filter(ProcessHandle::isAlive))
                    .isEmpty();
            assertThat(why(readers, "team", "pid")).isNotIn(first, other);
        }
    }

    @Test
    void twoNamespacesKeepTheirWorkersWhereTwoMayBe() throws Exception {
        try (LayerReaders readers = odd(config(2, SMALL, Isolation.NONE))) {
            String first = why(readers, "team", "pid");
            String other = why(readers, "rival", "pid");

            assertThat(why(readers, "team", "pid")).isEqualTo(first);
            assertThat(why(readers, "rival", "pid")).isEqualTo(other);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "endless", "long", "negative", "short", "unparsed", "listing"})
    void answerThatIsNoneMakesTheLayerUnreadableAndEndsTheWorker(String answer) throws Exception {
        try (LayerReaders readers = odd(config(1, SMALL, Isolation.NONE))) {
            String before = why(readers, "team", "pid");

            assertThat(why(readers, "team", answer))
                    .containsAnyOf("answered", "reply")
                    .doesNotContain("\n");

            assertThat(why(readers, "team", "pid")).isNotEqualTo(before);
        }
    }

    @Test
    void answerAfterTheAnswerIsNotTakenForThatOfTheNextLayer() throws Exception {
        try (LayerReaders readers = odd(config(1, SMALL, Isolation.NONE))) {
            assertThat(why(readers, "team", "twice")).isEqualTo("once");

            assertThat(why(readers, "team", "environment")).isEqualTo("{}");
        }
    }

    @Test
    void whatADyingWorkerSaidIsInTheReasonAsOneLine() throws Exception {
        try (LayerReaders readers = odd(config(1, SMALL, Isolation.NONE))) {

            String why = why(readers, "team", "dies");

            assertThat(why)
                    .contains("status 7", "the reason in two lines ?[31m")
                    .doesNotContain("\n", "\u001b");
        }
    }

    @Test
    void workerThatTakesTooLongIsKilled() throws Exception {
        try (LayerReaders readers = odd(config(1, limits(Duration.ofSeconds(1)), Isolation.NONE))) {
            String hanging = why(readers, "team", "pid");

            assertThat(why(readers, "team", "hangs")).isEqualTo("it takes longer than 1 s");

            ProcessHandle.of(Long.parseLong(hanging))
                    .ifPresent(process -> process.onExit().join());
            assertThat(why(readers, "team", "pid")).isNotEqualTo(hanging);
        }
    }

    @Test
    void workerKilledWithinALayerIsReplaced() throws Exception {
        CountDownLatch halfway = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        byte[] layer = new LayerArchive().resources("alpine/rootfs").plain();
        try (LayerReaders readers = readers(config(1, SMALL, Isolation.NONE));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<LayerOutcome> outcome = threads.submit(() -> readers.read("team", stopping(layer, halfway, killed)));

            halfway.await();
            ProcessHandle worker = worker();
            worker.destroyForcibly();
            worker.onExit().join();
            killed.countDown();

            assertThat(outcome.get()).isInstanceOf(LayerOutcome.Unreadable.class);
            assertThat(report(readers.read("team", LayerArchive.source(layer))).evidence())
                    .hasSize(3);
        }
    }

    @Test
    void sourceThatFailsIsNoWordAboutTheLayer() throws Exception {
        byte[] layer = new LayerArchive().resources("alpine/rootfs").plain();
        try (LayerReaders readers = readers(config(1, SMALL))) {

            assertThatThrownBy(() -> readers.read("team", broken(layer)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("disk gone");

            assertThat(report(readers.read("team", LayerArchive.source(layer))).whole())
                    .isTrue();
        }
    }

    @Test
    void idleWorkerEndsAfterAWhile() throws Exception {
        ReadingConfig config = new ReadingConfig(1, Duration.ofMillis(100), Isolation.NONE, SMALL);
        try (LayerReaders readers = odd(config)) {
            String first = why(readers, "team", "pid");

            ProcessHandle.of(Long.parseLong(first))
                    .ifPresent(process -> process.onExit().join());

            assertThat(why(readers, "team", "pid")).isNotEqualTo(first);
        }
    }

    @Test
    void workersEndWithTheReaders() throws Exception {
        ProcessHandle worker;
        try (LayerReaders readers = odd(config(1, SMALL, Isolation.NONE))) {
            worker = ProcessHandle.of(Long.parseLong(why(readers, "team", "pid")))
                    .orElseThrow();
        }

        assertThat(worker.isAlive()).isFalse();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void layerThatNeedsMoreMemoryIsUnreadable() throws Exception {
        byte[] text = new byte[40 << 20];
        byte[] layer = new LayerArchive()
                .file("x/node_modules/x/package.json", nested(text), 0644)
                .gzip();
        ReadingLimits tight = new ReadingLimits(
                1L << 30, 1000, 1000, 8, 64L << 20, 1000, Duration.ofSeconds(60), ReadingLimits.MIN_HEAP_BYTES);
        try (LayerReaders readers = readers(config(1, tight))) {

            LayerOutcome outcome = readers.read("team", LayerArchive.source(layer));

            assertThat(outcome.toString()).containsAnyOf("more memory", "no JSON");
        }
    }

    @Test
    void closedReadersReadNothing() throws Exception {
        LayerReaders readers = odd(config(1, SMALL, Isolation.NONE));
        assertThat(readers.refusal()).isEmpty();
        readers.close();

        assertThatThrownBy(() -> readers.read("team", LayerArchive.source(new byte[1])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("server stops");
    }

    @Test
    void whereNoWorkerBecomesReadyTheReasonIsSaid() throws Exception {
        try (LayerReaders readers = new LayerReaders(config(1, SMALL), folder, "no.such.Program")) {

            assertThat(readers.refusal().orElseThrow())
                    .contains("cannot be isolated", "no.such.Program", "scanning.isolation");
            assertThat(readers.read("team", LayerArchive.source(new byte[1])))
                    .isInstanceOf(LayerOutcome.Unreadable.class);
        }
    }

    private LayerReaders readers(ReadingConfig config) throws IOException {
        return new LayerReaders(config, folder);
    }

    private LayerReaders odd(ReadingConfig config) throws IOException {
        return new LayerReaders(config, folder, OddWorker.class.getName());
    }

    private static ReadingConfig config(int workers, ReadingLimits limits) {
        return config(workers, limits, Isolation.REQUIRED);
    }

    private static ReadingConfig config(int workers, ReadingLimits limits, Isolation isolation) {
        return new ReadingConfig(workers, Duration.ofSeconds(30), isolation, limits);
    }

    private static ReadingLimits limits(Duration time) {
        return new ReadingLimits(1L << 30, 200, 100_000, 8, 64L << 20, 10_000, time, 64L << 20);
    }

    private static String why(LayerReaders readers, String namespace, String question) throws Exception {
        LayerOutcome outcome = readers.read(namespace, LayerArchive.source(question.getBytes(UTF_8)));
        assertThat(outcome).isInstanceOf(LayerOutcome.Unreadable.class);
        return ((LayerOutcome.Unreadable) outcome).why();
    }

    private static LayerReport report(LayerOutcome outcome) {
        return assertThat(outcome)
                .asInstanceOf(type(LayerOutcome.Read.class))
                .actual()
                .report();
    }

    private static List<String> expected(String resource) throws IOException {
        return LayerArchive.lines(resource).stream().skip(1).toList();
    }

    /// The only process that this one started and that is no database of another test.
    private ProcessHandle worker() {
        return ProcessHandle.current()
                .children()
                .filter(child -> before.stream().noneMatch(child::equals))
                .findFirst()
                .orElseThrow();
    }

    /// One JSON text that is longer than what is left of a small heap.
    private static byte[] nested(byte[] text) {
        Arrays.fill(text, (byte) 'x');
        byte[] head = "{\"description\":\"".getBytes(UTF_8);
        System.arraycopy(head, 0, text, 0, head.length);
        return text;
    }

    private static LayerSource stopping(byte[] layer, CountDownLatch halfway, CountDownLatch goOn) {
        InputStream waiting = then(() -> {
            halfway.countDown();
            try {
                goOn.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
            return -1;
        });
        return opened(new SequenceInputStream(new ByteArrayInputStream(layer, 0, layer.length / 2), waiting));
    }

    private static LayerSource broken(byte[] layer) {
        InputStream failing = then(() -> {
            throw new IOException("disk gone");
        });
        return opened(new SequenceInputStream(new ByteArrayInputStream(layer, 0, 2000), failing));
    }

    private interface Step {
        int take() throws IOException;
    }

    private static InputStream then(Step step) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return step.take();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return step.take();
            }
        };
    }

    private static LayerSource opened(InputStream stream) {
        return new LayerSource() {
            @Override
            public long size() {
                return 1 << 20;
            }

            @Override
            public InputStream open() {
                return stream;
            }
        };
    }
}
