package dev.entrepot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What holds when the process ends, by its own will or not, and comes back.
@Tag("e2e")
class RestartTest {
    private static final int MIB = 1024 * 1024;
    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    @Test
    void uploadGoesOnWhereItWasAfterAKill() {
        try (var scratch = Scratch.make();
                var server = Server.in(scratch.folder().resolve("server")).start()) {
            var content = random(3 * MIB);
            var digest = Layout.digest(content);
            var v2 = new V2(server, "ns/app");
            var upload = v2.open();
            assertThat(v2.append(upload, 0, Arrays.copyOf(content, MIB)).statusCode())
                    .isEqualTo(202);

            server.kill();
            server.start();

            var status = v2.status(upload);
            assertThat(status.statusCode()).isEqualTo(204);
            assertThat(status.headers().firstValue("Range")).contains("0-" + (MIB - 1));
            assertThat(v2.append(upload, MIB, Arrays.copyOfRange(content, MIB, 2 * MIB))
                            .statusCode())
                    .isEqualTo(202);
            var rest = BodyPublishers.ofByteArray(content, 2 * MIB, MIB);
            assertThat(v2.finish(upload, digest, rest).statusCode()).isEqualTo(201);
            assertThat(server.fetch("/v2/ns/app/blobs/" + digest).body()).isEqualTo(content);
            assertThat(server.timeToReady()).isLessThan(START_LIMIT);
        }
    }

    @Test
    void pushedImageIsThereAfterAKillAndAfterAStop() {
        try (var scratch = Scratch.make();
                var server = Server.in(scratch.folder().resolve("server")).start()) {
            var v2 = new V2(server, "ns/app");
            var content = random(MIB);
            var layer = v2.push(content);
            assertThat(v2.tag("1", layer, content.length).statusCode()).isEqualTo(201);
            var before = Stored.read(server, "ns/app", "1");

            server.kill();
            server.start();

            assertThat(Stored.read(server, "ns/app", "1")).isEqualTo(before);
            server.restart();
            assertThat(Stored.read(server, "ns/app", "1")).isEqualTo(before);
            assertThat(server.serverErrors()).isEmpty();
        }
    }

    @Test
    void secondProcessOnTheSameFolderIsRefused() {
        try (var scratch = Scratch.make();
                var server = Server.in(scratch.folder().resolve("server")).start()) {
            var second = Server.in(scratch.folder().resolve("second")).data(server.data());

            var outcome = second.shell().attempt("", second.command().toArray(String[]::new));

            assertThat(outcome.status()).as(outcome.toString()).isPositive();
            assertThat(outcome.errors()).contains(server.data().toString()).doesNotContain("\tat ");
            assertThat(server.ready()).isEqualTo(200);
        }
    }

    @Test
    void stopLetsARunningDownloadEnd() {
        try (var scratch = Scratch.make();
                var server = Server.in(scratch.folder().resolve("server")).start()) {
            var digest = new V2(server, "ns/app").push(random(64 * MIB));
            try (var wire = new Wire(server)) {
                wire.request("GET", "/v2/ns/app/blobs/" + digest, "");
                assertThat(wire.status()).isEqualTo(200);

                server.terminate();
                Condition.await("no new connections", () -> server.ready() != 200);

                assertThat(wire.bodyDigest()).isEqualTo(digest);
            }
            server.awaitEnd();
        }
    }

    @Test
    void stopLetsARunningUploadEnd() {
        try (var scratch = Scratch.make();
                var server = Server.in(scratch.folder().resolve("server")).start()) {
            var content = random(8 * MIB);
            var digest = Layout.digest(content);
            var v2 = new V2(server, "ns/app");
            var upload = v2.open();
            try (var wire = new Wire(server)) {
                var separator = upload.contains("?") ? "&" : "?";
                wire.request(
                        "PUT", upload + separator + "digest=" + digest, "Content-Length: %d\r\n".formatted(8 * MIB));
                wire.send(Arrays.copyOf(content, 4 * MIB));

                server.terminate();
                Condition.await("no new connections", () -> server.ready() != 200);
                wire.send(Arrays.copyOfRange(content, 4 * MIB, 8 * MIB));

                assertThat(wire.status()).isEqualTo(201);
            }
            server.awaitEnd();
            server.start();
            assertThat(server.fetch("/v2/ns/app/blobs/" + digest).body()).isEqualTo(content);
        }
    }

    @Test
    void idleServerEndsAtOnceWhenItIsTold() {
        try (var scratch = Scratch.make();
                var server = Server.in(scratch.folder().resolve("server")).start()) {
            new V2(server, "ns/app").push("some bytes".getBytes(UTF_8));
            long started = System.nanoTime();

            server.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static byte[] random(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
