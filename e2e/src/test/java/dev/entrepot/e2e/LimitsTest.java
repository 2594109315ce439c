package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What many clients at once cost a server whose heap is small.
@Tag("e2e")
class LimitsTest {
    private static final int MIB = 1024 * 1024;
    private static final int PULLS = 1_000;
    private static final int PULL_MIB = 10;
    private static final int PUSHES = 64;
    private static final int PUSH_MIB = 100;
    private static final String HEAP = "-Xmx256m";
    /// 256 MiB of heap, and what a JVM under load takes beside it: code, classes, threads, buffers of sockets.
    private static final long RESIDENT_LIMIT = 480L * MIB;

    /// Live bytes that a load may leave behind: filled caches and code, but nothing for each transfer.
    private static final long HEAP_GROWTH = 32L * MIB;

    private static final Pattern LIVE = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    @Test
    void thousandPullsAtOnceLeaveTheHeapFlat() throws Exception {
        try (var scratch = Scratch.make();
                var server = Server.in(scratch.folder().resolve("server"))
                        .environment("JAVA_TOOL_OPTIONS", HEAP)
                        .start()) {
            var content = random(PULL_MIB * MIB);
            var digest = new V2(server, "ns/pulls").push(content);
            pull(server, digest, new CountDownLatch(1));
            long liveBefore = live(server);

            var underWay = new CountDownLatch(PULLS);
            var digests = all(PULLS, () -> pull(server, digest, underWay));

            assertThat(digests).hasSize(PULLS).containsOnly(digest);
            assertThat(live(server) - liveBefore).isLessThan(HEAP_GROWTH);
            assertThat(server.peakRssBytes()).isLessThan(RESIDENT_LIMIT);
            assertThat(server.serverErrors()).isEmpty();
        }
    }

    @Test
    void manyPushesOfOneBlobEndAsOneFile() throws Exception {
        try (var scratch = Scratch.make();
                var server = Server.in(scratch.folder().resolve("server"))
                        .environment("JAVA_TOOL_OPTIONS", HEAP)
                        .start()) {
            var warm = new V2(server, "ns/warm");
            var other = warm.push(random(MIB));
            long liveBefore = live(server);
            var block = random(MIB);
            var digest = digest(block, PUSH_MIB);

            var statuses = all(
                    PUSHES,
                    () -> new V2(server, "ns/pushes")
                            .push(digest, V2.repeated(block, PUSH_MIB))
                            .statusCode());

            assertThat(statuses).hasSize(PUSHES).containsOnly(201);
            assertThat(pull(server, "ns/pushes", digest, new CountDownLatch(1))).isEqualTo(digest);
            assertThat(other).isNotEqualTo(digest);
            Condition.await("one file per digest", () -> server.blobFiles().size() == 2);
            assertThat(live(server) - liveBefore).isLessThan(HEAP_GROWTH);
            assertThat(server.peakRssBytes()).isLessThan(RESIDENT_LIMIT);
            assertThat(server.serverErrors()).isEmpty();
        }
    }

    private static String pull(Server server, String digest, CountDownLatch underWay) throws InterruptedException {
        return pull(server, "ns/pulls", digest, underWay);
    }

    /// Starts a pull, waits until all others are under way too, and reads it to its end.
    private static String pull(Server server, String repository, String digest, CountDownLatch underWay)
            throws InterruptedException {
        try (var wire = new Wire(server)) {
            wire.request("GET", "/v2/" + repository + "/blobs/" + digest, "");
            assertThat(wire.status()).isEqualTo(200);
            underWay.countDown();
            underWay.await();
            return wire.bodyDigest();
        }
    }

    private static <T> List<T> all(int times, Callable<T> work) throws Exception {
        var results = new ArrayList<T>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<T>>();
            for (int number = 0; number < times; number++) {
                futures.add(executor.submit(work));
            }
            for (var future : futures) {
                results.add(future.get());
            }
        }
        return results;
    }

    /// Bytes of live objects, after a full collection.
    private static long live(Server server) {
        var histogram = Shell.in(server.data())
                .run(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.java().pid()),
                        "GC.class_histogram");
        var total = LIVE.matcher(histogram);
        assertThat(total.find()).as(histogram).isTrue();
        return Long.parseLong(total.group(1));
    }

    private static byte[] random(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String digest(byte[] block, int times) throws NoSuchAlgorithmException {
        var hash = MessageDigest.getInstance("SHA-256");
        for (int number = 0; number < times; number++) {
            hash.update(block);
        }
        return "sha256:" + HexFormat.of().formatHex(hash.digest());
    }
}
