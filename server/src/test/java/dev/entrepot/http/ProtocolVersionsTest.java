package dev.entrepot.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolVersionsTest {
    private final Listening server = new Listening();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/9.9", "HTTP/0.1", "HTTP/2.0", "FTP/1.1", "http/1.1", "TTP/1.1"})
    void anotherProtocolIsTheClientsFault(String version) throws Exception {
        server.on("/", request -> Response.text(200, "never"));

        try (RawConnection connection = ask(version)) {
            RawConnection.Answer answer = connection.read();
            assertThat(answer.head()).startsWith("HTTP/1.1 400 ");
            assertThat(answer.text()).contains("another protocol than HTTP/1.1");
            assertThat(connection.closed()).isTrue();
        }
    }

    @Test
    void laterMinorVersionIsReadAsTheLastOneKnown() throws Exception {
        server.on("/", request -> Response.text(200, "read"));

        try (RawConnection connection = ask("HTTP/1.2")) {
            RawConnection.Answer answer = connection.read();
            assertThat(answer.head()).startsWith("HTTP/1.1 200 ");
            assertThat(answer.text()).isEqualTo("read");
        }
    }

    private RawConnection ask(String version) throws IOException {
        return new RawConnection(server.port()).write("GET / " + version + "\r\nHost: x\r\n\r\n");
    }
}
