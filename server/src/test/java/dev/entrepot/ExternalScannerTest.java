package dev.entrepot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An adapter of Harbor's pluggable scanner API beside the built-in scanner.
final class ExternalScannerTest {
    /// Other people's server: answers as the API says, late at first.
    private static final class Adapter implements AutoCloseable {
        private final HttpServer server;
        private final List<String> requests = new CopyOnWriteArrayList<>();
        private final List<String> authorizations = new CopyOnWriteArrayList<>();
        private final AtomicInteger reportsAsked = new AtomicInteger();
        private final String report;

        Adapter(String report) {
            this.report = report;
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/api/v1/metadata", exchange -> answer(exchange, 200, """
                    {"scanner":{"name":"Example","vendor":"Somebody","version":"7"},"capabilities":[{
                      "type":"vulnerability","consumes_mime_types":["application/vnd.oci.image.manifest.v1+json"],
                      "produces_mime_types":["application/vnd.security.vulnerability.report; version=1.1"]}]}
                    """));
            server.createContext("/api/v1/scan", this::scan);
            server.start();
        }

        private void scan(HttpExchange exchange) throws IOException {
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            if (exchange.getRequestMethod().equals("POST")) {
                requests.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                answer(exchange, 202, "{\"id\":\"one/two\"}");
            } else if (reportsAsked.getAndIncrement() == 0) {
                exchange.getResponseHeaders().set("Refresh-After", "1");
                answer(exchange, 302, "");
            } else {
                answer(exchange, 200, report);
            }
        }

        private static void answer(HttpExchange exchange, int status, String body) throws IOException {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        Map<String, String> settings() {
            Map<String, String> settings = new HashMap<>();
            String section = "scanning.external.example";
            settings.put(
                    section + ".url", "http://127.0.0.1:" + server.getAddress().getPort());
            settings.put(section + ".authorization", "Bearer for the adapter");
            settings.put(section + ".registry", "https://registry.example.org");
            settings.put(section + ".user", "scanners+example");
            settings.put(section + ".password", "a secret");
            return settings;
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @OnBothDatabases
    void whatItSaysStandsAmongTheFindings(TestDatabase test) {
        try (Adapter adapter = new Adapter("""
                        {"severity":"High","vulnerabilities":[{"id":"CVE-2031-1","package":"libexample","version":"1.0",
                          "fix_version":"1.1","severity":"High","description":"A fault.\\nMore of it.",
                          "links":["https://example.org/CVE-2031-1"],"preferred_cvss":{"score_v3":8.1}}]}
                        """);
                GatedRegistry registry = new GatedRegistry(test, adapter.settings())) {
            String digest = registry.image("ns/app", "1", "fine@1.0.0");

            JsonNode finding = awaitFinding(registry);

            assertThat(finding.path("id").asString()).isEqualTo("CVE-2031-1");
            assertThat(finding.path("package").asString()).isEqualTo("libexample");
            assertThat(finding.path("fixedVersion").asString()).isEqualTo("1.1");
            assertThat(finding.path("severity").asString()).isEqualTo("HIGH");
            assertThat(finding.path("title").asString()).isEqualTo("A fault.");
            assertThat(finding.path("scanner").asString()).isEqualTo("example");
            assertThat(adapter.authorizations).containsOnly("Bearer for the adapter");
            JsonNode request = JsonMapper.shared().readTree(adapter.requests.getFirst());
            assertThat(request.at("/artifact/digest").asString()).isEqualTo(digest);
            assertThat(request.at("/artifact/repository").asString()).isEqualTo("ns/app");
            assertThat(request.at("/registry/url").asString()).isEqualTo("https://registry.example.org");
            assertThat(request.at("/registry/authorization").asString())
                    .isEqualTo(
                            "Basic " + Base64.getEncoder().encodeToString("scanners+example:a secret".getBytes(UTF_8)));
        }
    }

    @OnBothDatabases
    void itsFindingsCountAtGates(TestDatabase test) {
        try (Adapter adapter = new Adapter("""
                        {"vulnerabilities":[{"id":"CVE-2031-1","package":"libexample","version":"1.0","fix_version":"1.1",
                          "severity":"Critical"}]}
                        """);
                GatedRegistry registry = new GatedRegistry(test, adapter.settings())) {
            registry.image("ns/app", "1", "fine@1.0.0");
            awaitFinding(registry);

            registry.deny("critical", "ns", GatedRegistry.CRITICAL);

            assertThat(registry.pull("ns/app", "1").expect(403).text()).contains("critical", "CVE-2031-1", "1.1");
        }
    }

    @OnBothDatabases
    void nonsenseFromItHarmsNobody(TestDatabase test) {
        try (Adapter adapter = new Adapter("{\"vulnerabilities\":{}}");
                GatedRegistry registry = new GatedRegistry(test, adapter.settings())) {
            registry.image("ns/app", "1", "broken@1.0.0");

            registry.awaitScans("ns/app", "1");
            while (adapter.reportsAsked.get() < 2) {
                registry.pull("ns/app", "1").expect(200);
            }

            assertThat(registry.admin
                            .get("/api/v1/scan?image=ns/app:1")
                            .expect(200)
                            .text())
                    .contains("CVE-2024-1001")
                    .doesNotContain("\"example\"");
        }
    }

    private static JsonNode awaitFinding(GatedRegistry registry) {
        JsonNode findings;
        do {
            findings = JsonMapper.shared()
                    .readTree(registry.admin
                            .get("/api/v1/scan?image=ns/app:1&wait=1s")
                            .expect(200)
                            .text())
                    .path("findings");
        } while (findings.isEmpty());
        return findings.get(0);
    }
}
