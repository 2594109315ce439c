package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Headers that lie about where a request comes from, or for whom.
final class ForgedAddressTest {
    private static final String INSIDE = "10.1.2.3";
    private static final String TAGS = "/v2/team/app/tags/list";

    @TempDir
    private Path folder;

    private static Actors withACondition(TestRegistry registry) {
        Actors actors = new Actors(registry);
        actors.image("team/app", "1", "a layer");
        actors.user("ann");
        actors.grant("writer", "ann", "team", "address == \"" + INSIDE + "\"");
        return actors;
    }

    @Test
    void withoutAProxyNoHeaderChangesTheAddress() {
        try (TestRegistry registry = new TestRegistry(folder, Map.of())) {
            Actors actors = withACondition(registry);
            String ann = Actors.as("ann");
            String token = Actors.bearer(actors.token(ann, "repository:team/app:pull,push"));

            for (String who : List.of(ann, token)) {
                for (String name : List.of(
                        "X-Forwarded-For",
                        "X-Real-IP",
                        "Forwarded",
                        "X-Client-IP",
                        "True-Client-IP",
                        "CF-Connecting-IP",
                        "X-Originating-IP",
                        "Client-IP")) {
                    String value = name.equals("Forwarded") ? "for=" + INSIDE : INSIDE;
                    assertThat(actors.get(who, TAGS, name, value).status())
                            .as(name)
                            .isEqualTo(404);
                    assertThat(actors.send(who, "POST", "/v2/team/app/blobs/uploads/", "", name, value)
                                    .status())
                            .as(name)
                            .isEqualTo(404);
                }
            }
            Actors.Answer why = actors.get(ann, "/api/v1/why?action=pull&resource=team/app", "X-Forwarded-For", INSIDE);
            assertThat(why.status()).isEqualTo(404);
        }
    }

    @Test
    void behindAProxyOnlyTheHopThatItSawCounts() {
        try (TestRegistry registry = new TestRegistry(folder, Map.of("http.trusted-proxies", "127.0.0.1"))) {
            Actors actors = withACondition(registry);
            String ann = Actors.as("ann");

            assertThat(actors.get(ann, TAGS, "X-Forwarded-For", INSIDE).status())
                    .isEqualTo(200);
            assertThat(actors.get(ann, TAGS, "X-Forwarded-For", "192.0.2.9, " + INSIDE)
                            .status())
                    .isEqualTo(200);
            assertThat(actors.get(ann, TAGS, "X-Forwarded-For", INSIDE + ", 127.0.0.1")
                            .status())
                    .isEqualTo(200);
            for (String forged : List.of(
                    INSIDE + ", 192.0.2.9",
                    INSIDE + ",192.0.2.9, 127.0.0.1",
                    INSIDE + ", unknown",
                    INSIDE + ", _hidden",
                    INSIDE + ",",
                    INSIDE + "; 192.0.2.9",
                    INSIDE + " 192.0.2.9",
                    "10.1.2.3.",
                    "for=" + INSIDE,
                    "localhost",
                    "")) {
                assertThat(actors.get(ann, TAGS, "X-Forwarded-For", forged).status())
                        .as(forged)
                        .isEqualTo(404);
            }
            assertThat(actors.get(ann, TAGS, "X-Real-IP", INSIDE).status()).isEqualTo(404);
            assertThat(actors.get(ann, TAGS, "Forwarded", "for=" + INSIDE).status())
                    .isEqualTo(404);
        }
    }

    @Test
    void openRegistryServesNobodyWhoComesFromElsewhere() {
        try (TestRegistry registry = new TestRegistry(folder, Map.of("access.open", "true"))) {
            int port = registry.port();
            String own = "Host: 127.0.0.1:" + port + "\r\n";
            for (String path :
                    List.of("/v2/", "/v2/_catalog", "/v2/a/b/tags/list", "/auth/token", "/api/v1/namespaces")) {
                assertThat(status(port, path, own)).as(path).isNotEqualTo(403);
                for (String foreign : List.of(
                        "Host: evil.example\r\n",
                        "Host: evil.example:" + port + "\r\n",
                        "Host: 127.0.0.1.evil.example\r\n",
                        "Host: localhost.evil.example\r\n",
                        "Host: 192.0.2.1\r\n",
                        "Host: 0.0.0.0:" + port + "\r\n",
                        own + "Origin: http://evil.example\r\n",
                        own + "Origin: null\r\n",
                        own + "Origin: http://127.0.0.1:1\r\n",
                        own + "X-Forwarded-For: 127.0.0.1\r\n",
                        own + "X-Forwarded-Host: 127.0.0.1\r\n",
                        own + "X-Real-IP: 127.0.0.1\r\n",
                        own + "Forwarded: for=127.0.0.1\r\n")) {
                    assertThat(status(port, path, foreign))
                            .as(path + " with " + foreign)
                            .isEqualTo(403);
                }
            }
        }
    }

    /// The status of an answer to a GET with these headers, which the JDK's client would not send.
    private static int status(int port, String path, String headers) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            String request = "GET " + path + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            return Integer.parseInt(new String(line, StandardCharsets.US_ASCII).substring(9));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
