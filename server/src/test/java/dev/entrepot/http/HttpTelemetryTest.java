package dev.entrepot.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HttpTelemetryTest {
    @Test
    void requestsAndBytesAreCountedByRoute() throws Exception {
        try (Listening server = new Listening()) {
            server.on("/up", request -> Response.text(201, "" + request.body().drainTo(bytes -> {})));
            server.put("/up", new byte[100_000]);
            server.put("/up", new byte[23]);
            server.get("/none");

            server.listener.stop();

            assertThat(server.metrics.scrape())
                    .contains("entrepot_http_received_bytes_total{route=\"test.up\"} 100023.0")
                    .contains("entrepot_http_sent_bytes_total{route=\"test.up\"} 8.0")
                    .contains("entrepot_http_requests_total{route=\"test.up\",status=\"201\"} 2.0")
                    .contains("entrepot_http_requests_total{route=\"test.none\",status=\"404\"} 1.0")
                    .contains("entrepot_http_request_duration_seconds_count{route=\"test.up\"} 2")
                    .contains("entrepot_http_connections ")
                    .contains("entrepot_http_body_pool_queue ")
                    .contains("entrepot_http_body_pool_active ");
        }
    }

    @Test
    void oneLinePerRequestWithoutTheQueryAndTheId() throws Exception {
        try (Listening server = new Listening()) {
            server.on("/a", request -> new Response(200, List.of(), new Response.Body.Bytes(new byte[3]), "alice"));
            String id = server.get("/a?token=secret")
                    .headers()
                    .firstValue("X-Request-Id")
                    .orElseThrow();
            server.put("/missing", new byte[7]);

            String log = server.stopAndReadLog();

            assertThat(log.lines()).hasSize(2);
            assertThat(log)
                    .contains("event=request method=GET path=/a route=test.a status=200 bytesIn=0 bytesOut=3 ms=")
                    .contains(" client=127.0.0.1 user=alice\n")
                    .contains("method=PUT path=/missing route=test.missing status=404 ")
                    .doesNotContain("secret")
                    .doesNotContain(id);
        }
    }
}
