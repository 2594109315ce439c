package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Disks that are full, and disks that lie. Needs root for a small file system of its own, and libfiu's programs.
@Tag("e2e")
class BrokenDiskTest {
    private static final int MIB = 1024 * 1024;
    private static final int DISK_MIB = 64;
    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    @Test
    void fullDiskRefusesPushesServesReadsAndRecovers() throws IOException {
        try (var scratch = Scratch.make()) {
            var disk = scratch.folder("disk");
            Shell.in(scratch.folder())
                    .run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MIB + "m", "tmpfs", disk.toString());
            try (var server = Server.in(scratch.folder().resolve("server"))
                    .data(disk.resolve("data"))
                    .start()) {
                var v2 = new V2(server, "ns/app");
                var content = random(1, 4 * MIB);
                var layer = v2.push(content);
                assertThat(v2.tag("1", layer, content.length).statusCode()).isEqualTo(201);
                var filler = disk.resolve("filler");
                Files.write(filler, new byte[(int) (room(disk) - 2 * MIB)]);

                var refused =
                        v2.push(Layout.digest(random(2, 8 * MIB)), BodyPublishers.ofByteArray(random(2, 8 * MIB)));
                assertThat(refused.statusCode()).isEqualTo(507);
                assertThat(refused.body()).contains("UNAVAILABLE");
                fill(disk.resolve("rest"));
                assertThat(Stored.read(server, "ns/app", "1").layers()).containsExactly(layer);
                assertThat(server.get("/v2/ns/app/tags/list").body()).contains("\"1\"");
                assertThat(attemptPush(v2, random(3, MIB))).isEqualTo(507);

                Files.delete(filler);
                Files.delete(disk.resolve("rest"));

                var more = random(4, 8 * MIB);
                assertThat(v2.push(more)).isEqualTo(Layout.digest(more));
                assertThat(server.ready()).isEqualTo(200);
                assertThat(Stored.read(server, "ns/app", "1").layers()).containsExactly(layer);
                server.restart();
                assertThat(Stored.read(server, "ns/app", "1").layers()).containsExactly(layer);
            }
        }
    }

    @Test
    void failedFsyncStopsWritesAndLosesNothing() throws IOException {
        try (var scratch = Scratch.make()) {
            var control = scratch.folder().resolve("fiu");
            var launch = Server.in(scratch.folder().resolve("server")).under("fiu-run", "-x", "-f", control.toString());
            try (var server = launch.start()) {
                var v2 = new V2(server, "ns/app");
                var content = random(1, MIB);
                var layer = v2.push(content);
                assertThat(v2.tag("1", layer, content.length).statusCode()).isEqualTo(201);
                var before = Stored.read(server, "ns/app", "1");

                fail(scratch, control, server, "enable");
                int refused = attemptPush(v2, random(2, MIB));
                fail(scratch, control, server, "disable");

                assertThat(refused).isEqualTo(503);
                assertThat(server.ready()).isEqualTo(503);
                assertThat(server.get("/health/ready").body()).contains("writes");
                // The disk works again, but what it lost nobody knows: only a restart makes the node write again.
                assertThat(attemptPush(v2, random(3, MIB))).isEqualTo(503);
                assertThat(Stored.read(server, "ns/app", "1")).isEqualTo(before);

                server.restart();

                assertThat(server.timeToReady()).isLessThan(START_LIMIT);
                assertThat(Stored.read(server, "ns/app", "1")).isEqualTo(before);
                assertThat(server.get("/v2/ns/app/blobs/" + Layout.digest(random(2, MIB)))
                                .statusCode())
                        .isEqualTo(404);
                assertThat(v2.push(random(2, MIB))).isEqualTo(Layout.digest(random(2, MIB)));
            }
        }
    }

    /// The status of the first of POST and PUT that is not a success, or of PUT.
    private static int attemptPush(V2 v2, byte[] content) {
        var opened = v2.tryOpen();
        return opened.statusCode() == 202
                ? v2.finish(V2.location(opened), Layout.digest(content), BodyPublishers.ofByteArray(content))
                        .statusCode()
                : opened.statusCode();
    }

    private static void fail(Scratch scratch, Path control, Server server, String verb) {
        for (var call : new String[] {"fsync", "fdatasync"}) {
            var how = verb.equals("enable") ? ",failinfo=5" : "";
            Shell.in(scratch.folder())
                    .run(
                            "fiu-ctrl",
                            "-f",
                            control.toString(),
                            "-c",
                            verb + " name=posix/io/sync/" + call + how,
                            Long.toString(server.java().pid()));
        }
    }

    private static long room(Path disk) throws IOException {
        return Files.getFileStore(disk).getUsableSpace();
    }

    /// Writes until there is no room left.
    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            var block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static byte[] random(int seed, int size) {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
