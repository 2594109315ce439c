package dev.entrepot.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileBodyTest {
    private static final int SIZE = 3_000_000;

    @TempDir
    Path dir;

    private final Listening server = new Listening();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"0, 3000000", "0, 0", "0, 1", "2999999, 1", "3000000, 0", "1048575, 1048578", "17, 2999983"})
    void rangeIsExact(int offset, int length) throws Exception {
        byte[] content = content();
        Path file = Files.write(dir.resolve("blob"), content);
        server.on("/", request -> new Response(206, List.of(), new Response.Body.FileRange(file, offset, length)));

        HttpResponse<byte[]> answer = server.get("/");

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.headers().firstValue("Content-Length")).contains(Integer.toString(length));
        assertThat(Arrays.equals(answer.body(), Arrays.copyOfRange(content, offset, offset + length)))
                .as("the bytes of the range")
                .isTrue();
    }

    @Test
    void sequenceSendsItsPartsInOrder() throws Exception {
        byte[] content = content();
        Path file = Files.write(dir.resolve("blob"), content);
        server.on(
                "/",
                request -> new Response(
                        206,
                        List.of(),
                        new Response.Body.Sequence(List.of(
                                new Response.Body.Bytes("--b\r\n".getBytes(StandardCharsets.US_ASCII)),
                                new Response.Body.FileRange(file, 5, 1_000_000),
                                new Response.Body.Bytes("--b--".getBytes(StandardCharsets.US_ASCII))))));

        for (int round = 0; round < 3; round++) {
            byte[] body = server.get("/").body();
            assertThat(body).hasSize(1_000_010);
            assertThat(new String(body, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("--b\r\n");
            assertThat(Arrays.equals(body, 5, 1_000_005, content, 5, 1_000_005)).isTrue();
            assertThat(new String(body, 1_000_005, 5, StandardCharsets.US_ASCII))
                    .isEqualTo("--b--");
        }
    }

    @Test
    void missingOrShortFileIsA500BeforeAnythingIsSent() throws Exception {
        Path file = Files.write(dir.resolve("blob"), new byte[10]);
        server.on(
                "/missing",
                request -> new Response(200, List.of(), new Response.Body.FileRange(dir.resolve("none"), 0, 1)));
        server.on("/short", request -> new Response(200, List.of(), new Response.Body.FileRange(file, 0, 11)));

        assertThat(server.get("/missing").statusCode()).isEqualTo(500);
        assertThat(server.get("/short").statusCode()).isEqualTo(500);
    }

    @Test
    void headOfAFileAnnouncesItsLengthOnly() throws Exception {
        server.on(
                "/",
                request -> new Response(
                        200, List.of(), new Response.Body.FileRange(dir.resolve("none"), 0, 4_000_000_000L)));

        try (RawConnection raw = server.connect()) {
            raw.write("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(raw.readHead().header("Content-Length")).isEqualTo("4000000000");
        }
    }

    @Test
    void clientThatLeavesDuringADownloadIsLoggedAsGone() throws Exception {
        Path file = dir.resolve("blob");
        try (var channel = java.nio.channels.FileChannel.open(
                file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[1]), 200_000_000);
        }
        server.on("/", request -> new Response(200, List.of(), new Response.Body.FileRange(file, 0, 200_000_000)));

        try (RawConnection raw = server.connect()) {
            raw.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(raw.readHead().status()).isEqualTo(200);
            raw.reset();
        }

        assertThat(server.stopAndReadLog()).contains("status=499").doesNotContain("status=200");
    }

    private static byte[] content() {
        byte[] content = new byte[SIZE];
        new Random(SIZE).nextBytes(content);
        return content;
    }
}
