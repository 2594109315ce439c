package dev.entrepot.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ManyUploadsTest {
    private static final int UPLOADS = 64;
    private static final int BLOCK = 1024 * 1024;
    private static final int BLOCKS = 6;

    @Test
    @Timeout(120)
    void sixtyFourAtOnceAreWholeOnAFewThreads() throws Exception {
        byte[] block = new byte[BLOCK];
        new Random(1).nextBytes(block);
        AtomicInteger inSink = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Listening server = new Listening();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            server.on("/", request -> {
                MessageDigest hash = MessageDigest.getInstance("SHA-256");
                long length = request.body().drainTo(bytes -> {
                    most.accumulateAndGet(inSink.incrementAndGet(), Math::max);
                    hash.update(bytes);
                    inSink.decrementAndGet();
                });
                return Response.text(200, length + HexFormat.of().formatHex(hash.digest()));
            });
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < UPLOADS; i++) {
                answers.add(clients.submit(() -> upload(server, block)));
            }

            MessageDigest expected = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < BLOCKS; i++) {
                expected.update(block);
            }
            String whole = (long) BLOCK * BLOCKS + HexFormat.of().formatHex(expected.digest());
            for (Future<String> answer : answers) {
                assertThat(answer.get(100, TimeUnit.SECONDS)).isEqualTo(whole);
            }
        }
        assertThat(most.get()).isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
    }

    private static String upload(Listening server, byte[] block) throws Exception {
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.write("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + (long) BLOCK * BLOCKS + "\r\n\r\n");
            for (int i = 0; i < BLOCKS; i++) {
                raw.write(block);
            }
            return raw.read().text();
        }
    }
}
