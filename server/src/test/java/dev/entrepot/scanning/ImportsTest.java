package dev.entrepot.scanning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.reading.ReadingConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How vulnerabilities come in from configured sources.
final class ImportsTest {
    private static final String OLD = "lodash CVE-2020-8203 4.17.20 HIGH";
    private static final String NEW = "lodash CVE-2021-23337 4.17.21 CRITICAL";

    /// Somebody else's server with one file, and what it was asked.
    private static final class Server implements AutoCloseable {
        private final HttpServer server;
        final List<String> asked = new CopyOnWriteArrayList<>();
        volatile byte[] body = new byte[0];
        volatile String tag = "\"one\"";
        volatile int status = 200;
        volatile String location = "";

        Server() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                String condition = exchange.getRequestHeaders().getFirst("If-None-Match");
                asked.add(exchange.getRequestURI().getPath() + " " + condition);
                int answer = tag.equals(condition) ? 304 : status;
                exchange.getResponseHeaders().set("ETag", tag);
                if (!location.isEmpty()) {
                    exchange.getResponseHeaders().set("Location", location);
                }
                if (answer == 200) {
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                } else {
                    exchange.sendResponseHeaders(answer, -1);
                }
                exchange.close();
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/npm/all.zip";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private static ScanningConfig config(String... sources) {
        return new ScanningConfig(
                true, ReadingConfig.DEFAULT, List.of(sources), Duration.ofHours(6), Duration.ofDays(30), List.of());
    }

    @OnBothDatabases
    void anAddressIsImportedOnceAndAgainWhenItChanges(TestDatabase test) throws Exception {
        try (Server server = new Server();
                ScanningFixture fixture = new ScanningFixture(test, config(server.url()))) {
            Imports imports = fixture.scanning.imports();
            server.body = Files.readAllBytes(fixture.advisories.export(OLD));
            assertThat(imports.due()).isTrue();

            Imports.Fetched first = imports.fetch(() -> {});
            Imports.Fetched second = imports.fetch(() -> {});
            server.body = Files.readAllBytes(fixture.advisories.export(NEW));
            server.tag = "\"two\"";
            Imports.Fetched third = imports.fetch(() -> {});

            assertThat(first.fresh()).isEqualTo(1);
            assertThat(first.problems()).isEmpty();
            assertThat(second.report()).isEmpty();
            assertThat(third.fresh()).isEqualTo(1);
            assertThat(server.asked)
                    .containsExactly("/npm/all.zip null", "/npm/all.zip \"one\"", "/npm/all.zip \"one\"");
            assertThat(fixture.advisories.database().status().generation()).isEqualTo(2);
            assertThat(imports.due()).isFalse();
            assertThat(imports.sources())
                    .hasSize(1)
                    .allMatch(source -> source.problem().isEmpty());
            try (var left = Files.list(test.data().resolve("downloads"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    @OnBothDatabases
    void aDatabaseThatLostWhatWasImportedAsksForAllOfIt(TestDatabase test) throws Exception {
        try (Server server = new Server();
                ScanningFixture fixture = new ScanningFixture(test, config(server.url()))) {
            server.body = Files.readAllBytes(fixture.advisories.export(OLD));
            fixture.scanning.imports().fetch(() -> {});
            fixture.database.write(sql -> sql.update("UPDATE vulnerability_source SET age = age + 1000000000"));

            fixture.scanning.imports().fetch(() -> {});

            assertThat(server.asked).containsExactly("/npm/all.zip null", "/npm/all.zip null");
        }
    }

    @OnBothDatabases
    void oneSourceThatFailsKeepsNoOtherBack(TestDatabase test) throws Exception {
        Path folder = Files.createDirectories(test.data().resolve("feed"));
        try (Server server = new Server();
                ScanningFixture fixture = new ScanningFixture(test, config(server.url(), folder.toString()))) {
            server.status = 500;
            Files.copy(fixture.advisories.export(OLD), folder.resolve("npm.zip"));

            Imports.Fetched fetched = fixture.scanning.imports().fetch(() -> {});

            assertThat(fetched.fresh()).isEqualTo(1);
            assertThat(fetched.problems()).hasSize(1);
            assertThat(fetched.problems().getFirst()).contains(server.url(), "answered 500");
            assertThat(fixture.advisories.database().status().records()).isEqualTo(1);
            assertThat(fixture.scanning.imports().sources())
                    .anyMatch(source -> source.source().equals(server.url())
                            && source.problem().contains("500"));
        }
    }

    @OnBothDatabases
    void aFolderIsImportedAgainWhenAFileInItChanges(TestDatabase test) throws Exception {
        Path folder = Files.createDirectories(test.data().resolve("feed"));
        try (ScanningFixture fixture = new ScanningFixture(test, config(folder.toString()))) {
            Files.copy(fixture.advisories.export(OLD), folder.resolve("npm.zip"));
            Imports imports = fixture.scanning.imports();
            imports.fetch(() -> {});
            assertThat(imports.fetch(() -> {}).report()).isEmpty();

            Files.copy(fixture.advisories.export(OLD, NEW), folder.resolve("npm2.zip"));
            Imports.Fetched changed = imports.fetch(() -> {});

            assertThat(changed.fresh()).isEqualTo(1);
        }
    }

    @OnBothDatabases
    void whatHoldsNoVulnerabilitiesIsAProblem(TestDatabase test) throws Exception {
        try (Server server = new Server();
                ScanningFixture fixture = new ScanningFixture(test, config(server.url()))) {
            server.body = new byte[] {1, 2, 3};

            Imports.Fetched fetched = fixture.scanning.imports().fetch(() -> {});

            assertThat(fetched.problems()).hasSize(1);
            assertThat(fixture.scanning.imports().sources().getFirst().problem())
                    .isNotEmpty();
            assertThat(fixture.advisories.database().status().generation()).isZero();
        }
    }

    @Test
    void aFileBeyondTheLimitIsRefused(@TempDir Path folder) throws Exception {
        try (Server server = new Server();
                Download download = new Download(100)) {
            server.body = new byte[101];

            assertThatThrownBy(() -> download.to(folder.resolve("a"), URI.create(server.url()), "", () -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("could not be fetched");
            server.body = new byte[100];
            assertThat(download.to(folder.resolve("b"), URI.create(server.url()), "", () -> {}))
                    .isPresent();
        }
    }

    @Test
    void noRedirectionLeavesHttp(@TempDir Path folder) throws Exception {
        try (Server server = new Server();
                Download download = new Download()) {
            server.status = 302;
            server.location = "file:///etc/passwd";

            assertThatThrownBy(() -> download.to(folder.resolve("a"), URI.create(server.url()), "", () -> {}))
                    .isInstanceOf(IOException.class);

            assertThat(folder.resolve("a")).doesNotExist();
        }
    }

    @Test
    void whatIsNoSourceIsRefusedWhenItIsConfigured() {
        for (String text : List.of("feeds/npm.zip", "ftp://example.org/a", "https://", "http://user:pw@host/a", "")) {
            assertThatThrownBy(() -> config(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("scanning.sources");
        }
        assertThat(config("https://example.org/all.zip", "/srv/feeds").sources())
                .hasSize(2);
    }
}
