package dev.entrepot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StopTest {
    @Test
    @Timeout(30)
    void runningUploadIsFinishedAndNewConnectionsAreRefused() throws Exception {
        try (Listening server = new Listening()) {
            CountDownLatch entered = new CountDownLatch(1);
            server.on("/", request -> {
                entered.countDown();
                return Response.text(200, "" + request.body().drainTo(bytes -> {}));
            });
            RawConnection raw = server.connect();
            raw.write("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345");
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

            CompletableFuture<Void> stopping = CompletableFuture.runAsync(server.listener::stop);
            awaitRefusal(server);
            raw.write("67890");

            RawConnection.Answer answer = raw.read();
            assertThat(answer.text()).isEqualTo("10");
            assertThat(raw.closed()).isTrue();
            stopping.get(10, TimeUnit.SECONDS);
            raw.close();
        }
    }

    @Test
    @Timeout(30)
    void idleConnectionsDoNotHoldTheStopUp() throws Exception {
        try (Listening server = new Listening()) {
            server.on("/", request -> Response.empty(200));
            HttpClient http2 = HttpClient.newHttpClient();
            http2.send(HttpRequest.newBuilder(server.uri("/")).build(), HttpResponse.BodyHandlers.discarding());
            RawConnection silent = server.connect();
            RawConnection idle = server.connect();
            idle.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n").read();

            long begin = System.nanoTime();
            server.listener.stop();

            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(5));
            silent.close();
            idle.close();
            http2.shutdownNow();
        }
    }

    @Test
    void addressInUseIsToldAtStart() throws Exception {
        try (Listening server = new Listening()) {
            HttpConfig taken = new HttpConfig(
                    "127.0.0.1",
                    server.port(),
                    HttpConfig.DEFAULT.externalUrl(),
                    HttpConfig.DEFAULT.tlsCert(),
                    HttpConfig.DEFAULT.tlsKey(),
                    HttpConfig.DEFAULT.trustedProxies(),
                    HttpConfig.DEFAULT.maxHeaderBytes(),
                    HttpConfig.DEFAULT.maxConnections(),
                    HttpConfig.DEFAULT.idleTimeout(),
                    HttpConfig.DEFAULT.bodyGrace(),
                    HttpConfig.DEFAULT.minBodyBytesPerSecond(),
                    HttpConfig.DEFAULT.shutdownGrace());

            assertThatThrownBy(() -> new Listening(taken))
                    .isInstanceOf(java.io.UncheckedIOException.class)
                    .hasMessageContaining(Integer.toString(server.port()));
        }
    }

    private static void awaitRefusal(Listening server) {
        boolean refused = false;
        while (!refused) {
            try {
                server.connect().close();
            } catch (IOException e) {
                refused = true;
            }
        }
    }
}
