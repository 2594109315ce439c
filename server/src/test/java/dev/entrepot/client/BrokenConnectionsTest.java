package dev.entrepot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Servers that break off, and bodies in all framings, byte by byte.
final class BrokenConnectionsTest {
    private static final Target WHOAMI = Target.of("whoami");

    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final ServerSocket socket = open();

    @AfterEach
    void stop() throws IOException {
        socket.close();
    }

    @Test
    void aGetWhoseConnectionBreaksIsSentOnceMore() throws InterruptedException {
        answer("", "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"a\": 1}");

        assertThat(client().get(WHOAMI).number("a")).isEqualTo(1);

        assertThat(received).hasSize(2);
    }

    @Test
    void aGetWhoseConnectionBreaksTwiceFails() {
        answer("", "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"a\"", "never");

        assertThatThrownBy(() -> client().get(WHOAMI)).isInstanceOf(UnreachableException.class);

        assertThat(received).hasSize(2);
    }

    @Test
    void whatMayHaveChangedSomethingIsNotSentAgain() {
        answer("", "never");

        assertThatThrownBy(() -> client().send("POST", WHOAMI, Document.empty().with("a", 1)))
                .isInstanceOf(UnreachableException.class);

        assertThat(received)
                .singleElement()
                .asString()
                .startsWith("POST /api/v1/whoami HTTP/1.1\r\n")
                .contains("Content-Type: application/json\r\n")
                .endsWith("{\"a\": 1}");
    }

    @Test
    void bodiesInChunksAndToTheEndOfTheConnectionAreRead() throws InterruptedException {
        answer(
                "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n{\"a\":\r\n2\r\n2}\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\n\r\n{\"a\":3}");

        assertThat(client().get(WHOAMI).number("a")).isEqualTo(2);
        assertThat(client().get(WHOAMI).number("a")).isEqualTo(3);
    }

    @Test
    void whatIsNoHttpIsUnreachable() {
        answer("SSH-2.0-OpenSSH\r\n");

        assertThatThrownBy(() -> client().get(WHOAMI))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("does not speak HTTP");
    }

    private ApiClient client() {
        URI url = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        return new ApiClient(new Server(url, "alice", "pw"), time -> {});
    }

    /// Each connection gets the next of these bytes, then its end.
    private void answer(String... answers) {
        Thread.ofVirtual().start(() -> {
            for (String answer : answers) {
                try (Socket connection = socket.accept()) {
                    received.add(request(connection.getInputStream()));
                    connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException ended) {
                    return;
                }
            }
        });
    }

    private static String request(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.read());
        }
        int length = text.toString()
                .lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .mapToInt(line -> Integer.parseInt(line.substring(16)))
                .sum();
        return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static ServerSocket open() {
        try {
            return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
