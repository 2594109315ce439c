package dev.entrepot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {
    private static final int PATIENCE_SECONDS = 20;
    private final Listening server = new Listening();

    /// What the handler saw of each body: how many bytes, or why not.
    private final BlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1_000_003, 30_000_000})
    void wholeBodyReachesTheSinkInOrder(int length) throws Exception {
        hashing();
        byte[] body = bytes(length);

        assertThat(new String(server.put("/hash", body).body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(length + " " + hex(body));
    }

    @Test
    void chunkedBodyWithTrailersReachesTheSink() throws Exception {
        hashing();
        byte[] body = "hello, chunks".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

        try (RawConnection raw = server.connect()) {
            raw.write("PATCH /hash HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n");
            raw.write("6;ext=1\r\nhello,\r\n1\r\n \r\n6\r\nchunks\r\n0\r\nX-T: v\r\n\r\n");
            assertThat(raw.read().text()).isEqualTo(body.length + " " + hex(body));
            raw.write("GET /missing HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(404);
        }
    }

    @Test
    void sinkRunsOnPlatformThreadsOfThePool() throws Exception {
        server.on("/", request -> {
            request.body()
                    .drainTo(bytes -> outcomes.add(Thread.currentThread().getName()
                            + Thread.currentThread().isVirtual()));
            return Response.empty(200);
        });

        server.put("/", bytes(100));

        assertThat(outcomes.take().toString()).startsWith("body-").endsWith("false");
    }

    @Test
    void whatTheSinkThrowsReachesTheHandler() throws Exception {
        server.on("/", request -> {
            request.body().drainTo(bytes -> {
                throw new BodyTooLargeException(7);
            });
            return Response.empty(200);
        });

        assertThat(server.put("/", bytes(5_000_000)).statusCode()).isEqualTo(413);
        assertThat(server.put("/", bytes(5)).statusCode()).isEqualTo(413);
    }

    @Test
    void bodyIsReadOnlyOnce() throws Exception {
        server.on("/", request -> {
            request.body().readAll(100);
            assertThatThrownBy(() -> request.body().readAll(100)).isInstanceOf(IllegalStateException.class);
            return Response.empty(200);
        });

        assertThat(server.put("/", bytes(5)).statusCode()).isEqualTo(200);
    }

    /// A body of declared length that ends early: after each of these counts of bytes, by FIN and by RST.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000, 65_536, 99_999, 3_000_000})
    void disconnectionIsNeverTheEndOfADeclaredBody(int sent) throws Exception {
        draining();
        byte[] body = bytes(sent);

        for (boolean reset : new boolean[] {false, true}) {
            RawConnection raw = server.connect();
            raw.write("PUT /drain HTTP/1.1\r\nHost: h\r\nContent-Length: " + (sent + 1) + "\r\n\r\n");
            raw.write(body);
            if (reset) {
                raw.reset();
            } else {
                raw.close();
            }
            assertThat(outcome()).isInstanceOf(BodyAbortedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "5\r\n",
                "5\r\nhel",
                "5\r\nhello",
                "5\r\nhello\r\n",
                "5\r\nhello\r\n0",
                "5\r\nhello\r\n0\r\n",
                "5\r\nhello\r\nzz\r\n",
                "5\r\nhelloXX5\r\nhello\r\n0\r\n\r\n"
            })
    void disconnectionIsNeverTheEndOfAChunkedBody(String sent) throws Exception {
        draining();

        for (boolean reset : new boolean[] {false, true}) {
            RawConnection raw = server.connect();
            raw.write("PUT /drain HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + sent);
            if (reset) {
                raw.reset();
            } else {
                raw.close();
            }
            assertThat(outcome()).isInstanceOf(BodyAbortedException.class);
        }
    }

    @Test
    void disconnectionBeforeTheBodyIsReadIsSeenByTheReader() throws Exception {
        BlockingQueue<String> gate = new LinkedBlockingQueue<>();
        server.on("/gated", request -> {
            outcomes.add("entered");
            gate.take();
            try {
                outcomes.add(request.body().drainTo(bytes -> {}));
            } catch (IOException e) {
                outcomes.add(e);
            }
            return Response.empty(200);
        });

        RawConnection raw = server.connect();
        raw.write("PUT /gated HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345");
        assertThat(outcome()).isEqualTo("entered");
        raw.reset();
        gate.add("go");

        assertThat(outcome()).isInstanceOf(BodyAbortedException.class);
    }

    @Test
    void slowBodyIs408() throws Exception {
        try (Listening strict = new Listening(Listening.config(Duration.ofMillis(200), 1_000_000))) {
            strict.on("/", request -> Response.text(200, "" + request.body().drainTo(bytes -> {})));
            try (RawConnection raw = strict.connect()) {
                raw.write("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nsome");

                RawConnection.Answer answer = raw.read();

                assertThat(answer.status()).isEqualTo(408);
                assertThat(answer.header("Connection")).isEqualTo("close");
                assertThat(raw.closed()).isTrue();
            }
        }
    }

    @Test
    void continueIsSentOnlyWhenTheBodyIsRead() throws Exception {
        server.on("/read", request -> Response.text(200, "" + request.body().drainTo(bytes -> {})));
        server.on("/refuse", request -> Response.empty(401));

        try (RawConnection raw = server.connect()) {
            raw.write("PUT /read HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(100);
            raw.write("body");
            assertThat(raw.read().text()).isEqualTo("4");

            raw.write("PUT /refuse HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            RawConnection.Answer refused = raw.read();
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void earlyAnswerToASmallBodyKeepsTheConnection() throws Exception {
        server.on("/refuse", request -> Response.text(403, "no"));

        try (RawConnection raw = server.connect()) {
            raw.write("PUT /refuse HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
            RawConnection.Answer answer = raw.read();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Connection")).isEmpty();

            raw.write(bytes(1000)).write("PUT /refuse HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(403);
        }
    }

    @Test
    void earlyAnswerToALargeBodyIsSeenAndTheConnectionCloses() throws Exception {
        server.on("/refuse", request -> Response.text(403, "no"));

        for (int round = 0; round < 5; round++) {
            try (RawConnection raw = server.connect()) {
                raw.write("PUT /refuse HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n\r\n");
                raw.write(bytes(4_000_000));
                RawConnection.Answer answer = raw.read();
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.text()).isEqualTo("no");
                assertThat(answer.header("Connection")).isEqualTo("close");
                assertThat(raw.closed()).isTrue();
            }
        }
    }

    private void hashing() {
        server.on("/hash", request -> {
            MessageDigest hash = sha256();
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

    private Object outcome() throws InterruptedException {
        Object outcome = outcomes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(outcome).as("the handler came to an end").isNotNull();
        return outcome;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static String hex(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
