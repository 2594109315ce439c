package dev.entrepot.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.health.StorageFullException;
import dev.entrepot.health.WritesRefusedException;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.MalformedException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpListenerTest {
    private final Listening server = new Listening();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answerAtOnceComesFromTheEventLoop() throws Exception {
        AtomicReference<String> thread = new AtomicReference<>("");
        server.atOnce("/", request -> {
            thread.set(Thread.currentThread().getName());
            return Response.text(200, "ping");
        });

        HttpResponse<byte[]> answer = server.get("/");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("ping");
        assertThat(thread.get()).contains("eventloop");
    }

    @Test
    void blockingHandlerRunsOnAVirtualThreadOfItsOwn() throws Exception {
        server.on(
                "/",
                request ->
                        Response.text(200, String.valueOf(Thread.currentThread().isVirtual())));

        assertThat(server.get("/").body()).asString(StandardCharsets.UTF_8).isEqualTo("true");
    }

    @Test
    void everyAnswerHasAnIdADateAndNoSniff() throws Exception {
        server.on("/", request -> Response.empty(204));

        HttpResponse<byte[]> first = server.get("/");
        HttpResponse<byte[]> second = server.get("/");

        assertThat(first.headers().firstValue("X-Request-Id"))
                .hasValueSatisfying(id -> assertThat(id)
                        .hasSize(16)
                        .isNotEqualTo(
                                second.headers().firstValue("X-Request-Id").orElse("")));
        assertThat(first.headers().firstValue("Date")).isPresent();
        assertThat(first.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(first.headers().firstValue("Content-Length")).isEmpty();
    }

    @Test
    void requestCarriesWhatTheClientSent() throws Exception {
        AtomicReference<Request> seen = new AtomicReference<>();
        server.on(
                "/a%20b",
                request -> {
                    seen.set(request);
                    return Response.empty(200);
                });

        try (RawConnection raw = server.connect()) {
            raw.write("GET /a%20b?n=5&tag=x&tag=y%2Bz&flag HTTP/1.1\r\nHost: reg.example:5000\r\nA: 1\r\na: 2\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(200);
        }

        Request request = seen.get();
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.rawPath()).isEqualTo("/a%20b");
        assertThat(request.query().first("n")).contains("5");
        assertThat(request.query().all("tag")).containsExactly("x", "y+z");
        assertThat(request.query().first("flag")).contains("");
        assertThat(request.headers("A")).containsExactly("1", "2");
        assertThat(request.host()).isEqualTo("reg.example:5000");
        assertThat(request.scheme()).isEqualTo("http");
        assertThat(request.clientAddress()).isEqualTo("127.0.0.1");
        assertThat(request.body().expected()).isFalse();
        assertThat(request.body().readAll(10)).isEmpty();
    }

    @Test
    void headAnnouncesTheLengthThatGetWouldHave() throws Exception {
        server.on("/none", request -> new Response(200, List.of(), new Response.Body.None(12345)));
        server.on("/bytes", request -> Response.text(200, "seven b"));

        try (RawConnection raw = server.connect()) {
            raw.write("HEAD /none HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(raw.readHead().header("Content-Length")).isEqualTo("12345");
            raw.write("HEAD /bytes HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(raw.readHead().header("Content-Length")).isEqualTo("7");
            raw.write("GET /bytes HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(raw.read().text()).isEqualTo("seven b");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        server.on(
                "/slow",
                request -> Response.text(200, new String(request.body().readAll(100), StandardCharsets.UTF_8)));
        server.atOnce("/quick", request -> Response.text(200, "quick"));

        try (RawConnection raw = server.connect()) {
            String first = "PUT /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nfirst";
            String second = "GET /quick HTTP/1.1\r\nHost: h\r\n\r\n";
            String third = "PUT /slow HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nthird\r\n0\r\n\r\n";
            raw.write(first + second + third);

            assertThat(raw.read().text()).isEqualTo("first");
            assertThat(raw.read().text()).isEqualTo("quick");
            assertThat(raw.read().text()).isEqualTo("third");
        }
    }

    @Test
    void exceptionsBecomeTheErrorsDocument() throws Exception {
        server.on("/malformed", request -> {
            throw new MalformedException(ErrorCode.DIGEST_INVALID, "a digest is needed", "x\"\\\u0001");
        });
        server.on("/range", request -> {
            throw new MalformedException(ErrorCode.RANGE_INVALID, "no such range", "");
        });
        server.on("/full", request -> {
            throw new StorageFullException("blob", new IOException("ENOSPC"));
        });
        server.on("/refused", request -> {
            throw new WritesRefusedException("fsync failed");
        });
        server.on("/bug", request -> {
            throw new IllegalStateException("secret detail");
        });

        HttpResponse<byte[]> malformed = server.get("/malformed");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(malformed.body())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"errors\":[{\"code\":\"DIGEST_INVALID\",\"message\":\"a digest is needed\","
                        + "\"detail\":\"x\\\"\\\\\\u0001\"}]}");
        assertThat(server.get("/range").statusCode()).isEqualTo(416);
        HttpResponse<byte[]> full = server.get("/full");
        assertThat(full.statusCode()).isEqualTo(507);
        assertThat(full.body()).asString(StandardCharsets.UTF_8).contains("\"UNAVAILABLE\"");
        HttpResponse<byte[]> refused = server.get("/refused");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        HttpResponse<byte[]> bug = server.get("/bug");
        assertThat(bug.statusCode()).isEqualTo(500);
        assertThat(bug.body())
                .asString(StandardCharsets.UTF_8)
                .contains("\"UNKNOWN\"")
                .doesNotContain("secret");
    }

    @Test
    void answerWithABrokenHeaderIsA500() throws Exception {
        server.on("/", request -> Response.empty(200).with("X-Bad", "a\r\n folded: b"));

        HttpResponse<byte[]> answer = server.get("/");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("X-Bad")).isEmpty();
    }

    @Test
    void bodyBeyondItsLimitIs413() throws Exception {
        server.on("/", request -> Response.text(200, "" + request.body().readAll(10).length));

        assertThat(server.put("/", new byte[10]).statusCode()).isEqualTo(200);
        assertThat(server.put("/", new byte[11]).statusCode()).isEqualTo(413);
        try (RawConnection raw = server.connect()) {
            raw.write("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(413);
        }
    }

    @Test
    void methodsWithoutABodyNeedNoContentLength() throws Exception {
        server.on(
                "/",
                request -> Response.text(200, request.method() + request.body().readAll(10).length));

        HttpResponse<byte[]> answer =
                server.send(HttpRequest.newBuilder(server.uri("/")).DELETE());

        assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("DELETE0");
    }
}
