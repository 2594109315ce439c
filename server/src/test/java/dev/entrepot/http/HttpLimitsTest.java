package dev.entrepot.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpLimitsTest {
    private static final int HEADER_LIMIT = 32 * 1024;

    @Test
    void headersUpToTheLimitAreTakenAndBeyondItAre431() throws Exception {
        try (Listening server = new Listening()) {
            server.on("/", request -> Response.empty(200));
            String value = "v".repeat(HEADER_LIMIT - 200);

            try (RawConnection raw = server.connect()) {
                raw.write("GET / HTTP/1.1\r\nHost: h\r\nX: " + value + "\r\n\r\n");
                assertThat(raw.read().status()).isEqualTo(200);
            }
            try (RawConnection raw = server.connect()) {
                raw.write("GET / HTTP/1.1\r\nHost: h\r\nX: " + value + "\r\nY: " + "w".repeat(300) + "\r\n\r\n");
                RawConnection.Answer answer = raw.read();
                assertThat(answer.status()).isEqualTo(431);
                assertThat(answer.text()).contains("\"errors\"");
                assertThat(raw.closed()).isTrue();
            }
        }
    }

    @Test
    void requestLineUpToTheLimitIsTakenAndBeyondItIs414() throws Exception {
        try (Listening server = new Listening()) {
            String path = "/" + "p".repeat(16 * 1024 - 30);

            try (RawConnection raw = server.connect()) {
                raw.write("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(raw.read().status()).isEqualTo(404);
            }
            try (RawConnection raw = server.connect()) {
                raw.write("GET " + path + "x".repeat(100) + " HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(raw.read().status()).isEqualTo(414);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /%zz HTTP/1.1;Host: h | 400",
                "GET /%00 HTTP/1.1;Host: h | 400",
                "GET /?a=%f HTTP/1.1;Host: h | 400",
                "GET / HTTP/1.1 | 400",
                "GET / HTTP/1.1;Host: a;Host: b | 400",
                "GET / HTTP/1.1;Host: a\"b | 400",
                "GET / HTTP/1.1;Host: h;Bad Header: x | 400",
                "GET / HTTP/1.1;Host: h;X: a\u0000b | 400",
                "PUT / HTTP/1.1;Host: h;Content-Length: -1 | 400",
                "PUT / HTTP/1.1;Host: h;Content-Length: 1;Content-Length: 2 | 400",
                "nonsense | 400",
                "GET / HTTP/1.0 | 200",
                "GET http://h/ HTTP/1.1;Host: h | 200",
                "OPTIONS * HTTP/1.1;Host: h | 404",
                "PROPFIND / HTTP/1.1;Host: h | 200"
            })
    void malformedRequestsAre4xx(String lines, int status) throws Exception {
        try (Listening server = new Listening()) {
            server.on("/", request -> Response.empty(200));
            try (RawConnection raw = server.connect()) {
                raw.write(lines.replace(";", "\r\n") + "\r\n\r\n");
                assertThat(raw.read().status()).isEqualTo(status);
            }
        }
    }

    @Test
    void connectionsBeyondTheLimitAreAnswered429() throws Exception {
        HttpConfig few = new HttpConfig(
                "127.0.0.1",
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                HEADER_LIMIT,
                2,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                1024,
                Duration.ofSeconds(5));
        try (Listening server = new Listening(few)) {
            server.on("/", request -> Response.empty(200));
            String get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
            try (RawConnection first = server.connect();
                    RawConnection second = server.connect()) {
                assertThat(first.write(get).read().status()).isEqualTo(200);
                assertThat(second.write(get).read().status()).isEqualTo(200);

                try (RawConnection third = server.connect()) {
                    RawConnection.Answer refused = third.write(get).read();
                    assertThat(refused.status()).isEqualTo(429);
                    assertThat(refused.header("Retry-After")).isNotEmpty();
                    assertThat(third.closed()).isTrue();
                }
                assertThat(first.write(get).read().status()).isEqualTo(200);
            }
        }
    }
}
