package dev.entrepot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP/2 in clear text, begun by `Upgrade: h2c` as Java's own client does.
class Http2Test {
    private static final int PATIENCE_SECONDS = 20;

    private final Listening server = new Listening();
    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        client.shutdownNow();
        server.close();
    }

    @Test
    void firstRequestMayBeALargeUpload() throws Exception {
        hashing();
        byte[] body = bytes(10_000_000);

        HttpResponse<String> first = put("/hash", HttpRequest.BodyPublishers.ofByteArray(body));

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).isEqualTo(body.length + " " + hex(body));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 600_000, 20_000_000})
    void uploadsAreWholeOnceTheConnectionIsHttp2(int length) throws Exception {
        hashing();
        server.on("/", request -> Response.empty(200));
        byte[] body = bytes(length);

        assertThat(get("/").version()).isEqualTo(HttpClient.Version.HTTP_2);
        HttpResponse<String> declared = put("/hash", HttpRequest.BodyPublishers.ofByteArray(body));
        HttpResponse<String> undeclared =
                put("/hash", HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));

        assertThat(declared.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(declared.body()).isEqualTo(length + " " + hex(body));
        assertThat(undeclared.body()).isEqualTo(length + " " + hex(body));
    }

    @Test
    void fileRangesAndSequencesComeWhole(@TempDir Path dir) throws Exception {
        byte[] content = bytes(5_000_000);
        Path file = Files.write(dir.resolve("blob"), content);
        server.on("/", request -> Response.empty(200));
        server.on("/range", request -> new Response(200, List.of(), new Response.Body.FileRange(file, 7, 4_000_000)));
        server.on(
                "/sequence",
                request -> new Response(
                        200,
                        List.of(),
                        new Response.Body.Sequence(List.of(
                                new Response.Body.Bytes(new byte[] {1}),
                                new Response.Body.FileRange(file, 0, 500_000)))));
        get("/");

        byte[] range = client.send(request("/range").build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
        byte[] sequence = client.send(request("/sequence").build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();

        assertThat(hex(range)).isEqualTo(hex(java.util.Arrays.copyOfRange(content, 7, 4_000_007)));
        assertThat(sequence).hasSize(500_001).startsWith(1, content[0], content[1]);
    }

    @Test
    void headAnnouncesTheLength() throws Exception {
        server.on("/", request -> new Response(200, List.of(), new Response.Body.None(1234)));
        get("/");

        HttpResponse<String> head = client.send(request("/").HEAD().build(), HttpResponse.BodyHandlers.ofString());

        assertThat(head.headers().firstValue("Content-Length")).contains("1234");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void hostIsTheAuthority() throws Exception {
        server.on("/", request -> Response.text(200, request.host()));
        get("/");

        assertThat(get("/").body()).isEqualTo("127.0.0.1:" + server.port());
    }

    @Test
    void resetOfTheStreamIsNotTheEndOfTheBody() throws Exception {
        draining();
        server.on("/", request -> Response.empty(200));
        get("/");

        assertThatThrownBy(() -> put("/drain", HttpRequest.BodyPublishers.ofInputStream(FailingStream::new)))
                .isInstanceOf(IOException.class);

        assertThat(outcomes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(BodyAbortedException.class);
        assertThat(get("/").statusCode()).as("the connection goes on").isEqualTo(200);
    }

    @Test
    void earlyAnswerIsSeenAndTheConnectionGoesOn() throws Exception {
        server.on("/", request -> Response.empty(200));
        server.on("/refuse", request -> Response.text(403, "no"));
        get("/");

        HttpResponse<String> refused = put("/refuse", HttpRequest.BodyPublishers.ofByteArray(bytes(30_000_000)));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).isEqualTo("no");
        assertThat(get("/").statusCode()).isEqualTo(200);
    }

    /// Sends something, then fails: the client resets the stream.
    private static final class FailingStream extends InputStream {
        private int left = 300_000;

        @Override
        public int read() throws IOException {
            if (left <= 0) {
                throw new IOException("the source broke");
            }
            left--;
            return 'x';
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            into[offset] = (byte) read();
            int count = Math.min(length, left + 1);
            left -= count - 1;
            return count;
        }
    }

    private void hashing() {
        server.on("/hash", request -> {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            long length = request.body().drainTo(hash::update);
            return Response.text(200, length + " " + HexFormat.of().formatHex(hash.digest()));
        });
    }

    private void draining() {
        server.on("/drain", request -> {
            try {
                outcomes.add(request.body().drainTo(bytes -> {}));
            } catch (IOException e) {
                outcomes.add(e);
                throw e;
            }
            return Response.empty(200);
        });
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.uri(path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> put(String path, HttpRequest.BodyPublisher body) throws Exception {
        return client.send(request(path).PUT(body).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static String hex(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
