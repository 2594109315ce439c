package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Canaries in every place where a client may put a secret, and in some where it may not: none is found again in
/// what the registry prints, nor in the files that it keeps.
final class SecretsStayOutOfLogsTest {
    private static final String CANARY = "canary7Kq2";
    private static final String TOKEN = "entrepot_pat_" + CANARY + "0123456789012345678901234567890123456";
    private static final String ROBOT = "entrepot_rob_" + CANARY + "0123456789012345678901234567890123456";
    private static final String JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ" + CANARY + "In0." + CANARY;
    private static final byte[] NOTHING = new byte[0];

    @OnBothDatabases
    void noSecretIsPrintedOrKept(TestDatabase test) {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        String token;
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            token = goodToken(registry);
            registry.get("/v2/team/app/tags/list", "Authorization", "Bearer " + token);
            headers(registry);
            queriesAndPaths(registry);
            forms(registry);
            malformed(registry);
        } finally {
            System.setErr(before);
        }

        String log = printed.toString(StandardCharsets.UTF_8);
        assertThat(log).contains("event=request").contains("path=/auth/token");
        assertNoneIn(log, token);
        for (Path file : files(test.data())) {
            assertNoneIn(text(file), token);
        }
    }

    private static void assertNoneIn(String text, String token) {
        List<String> secrets = List.of(
                CANARY,
                base64("admin:" + CANARY).substring(8),
                base64(CANARY + ":x").substring(0, 12),
                TestRegistry.PASSWORD,
                base64("admin:" + TestRegistry.PASSWORD),
                token);
        for (String secret : secrets) {
            assertThat(text.contains(secret))
                    .as("a secret is in clear: " + secret)
                    .isFalse();
        }
    }

    private static String goodToken(TestRegistry registry) {
        HttpResponse<byte[]> answer = registry.get("/auth/token?service=x");
        String text = TestRegistry.text(answer);
        int begin = text.indexOf("\"token\":\"") + 9;
        return text.substring(begin, text.indexOf('"', begin));
    }

    private static void headers(TestRegistry registry) {
        List<String> values = List.of(
                "Basic " + base64("admin:" + CANARY),
                "Basic " + base64(CANARY + ":x"),
                "Basic " + base64("admin:" + TOKEN),
                "Basic " + base64("team+robot:" + ROBOT),
                "Basic " + base64(CANARY),
                "Basic " + CANARY,
                "Basic admin:" + CANARY,
                "Bearer " + CANARY,
                "Bearer " + TOKEN,
                "Bearer " + ROBOT,
                "Bearer " + JWT,
                CANARY,
                "Digest username=\"admin\", response=\"" + CANARY + "\"");
        for (String value : values) {
            for (String path : List.of("/v2/", "/v2/team/app/tags/list", "/auth/token", "/metrics", "/api/v1/whoami")) {
                registry.get(path, "Authorization", value);
            }
            registry.send("PUT", "/v2/team/app/manifests/latest", new byte[] {1}, "Authorization", value);
        }
        registry.get("/v2/", "Cookie", "entrepot_session=" + CANARY, "X-Registry-Auth", base64(CANARY));
    }

    private static void queriesAndPaths(TestRegistry registry) {
        String all = "password=" + CANARY + "&token=" + TOKEN + "&access_token=" + JWT + "&" + CANARY;
        for (String path : List.of("/v2/", "/auth/token", "/v2/_catalog", "/nowhere", "/auth/callback/x")) {
            registry.get(path + "?" + all);
            registry.get(path + "?service=" + CANARY + "&account=" + CANARY);
        }
        for (String secret : List.of(TOKEN, ROBOT, JWT)) {
            registry.get("/v2/" + secret + "/app/manifests/latest");
            registry.get("/v2/team/app/manifests/" + secret);
            registry.get("/" + secret);
        }
    }

    private static void forms(TestRegistry registry) {
        for (String form : List.of(
                "grant_type=password&username=admin&password=" + CANARY,
                "grant_type=password&username=" + CANARY + "&password=x",
                "grant_type=refresh_token&refresh_token=" + CANARY,
                "grant_type=refresh_token&refresh_token=" + JWT,
                "grant_type=" + CANARY,
                "grant_type=password&password=" + CANARY + "&password=" + CANARY,
                CANARY + "=%zz&" + CANARY)) {
            registry.send("POST", "/auth/token", bytes(form), "Content-Type", "application/x-www-form-urlencoded");
        }
        registry.send("POST", "/auth/token", bytes(CANARY), "Content-Type", "text/" + CANARY);
        registry.send("POST", "/api/v1/users", bytes("{\"name\":\"x y\",\"password\":\"" + CANARY + "\"}"));
        registry.send("PUT", "/api/v1/whoami/password", bytes("{\"current\":\"" + CANARY + "\",\"new\":"));
        registry.send("POST", "/api/v1/users", NOTHING, "Authorization", "Basic " + CANARY);
    }

    /// What no client library sends.
    private static void malformed(TestRegistry registry) {
        for (String head : List.of(
                "GET /v2/ HTTP/1.1\r\nHost: x\r\nAuthorization Basic " + CANARY + "\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + CANARY + "\u0001\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a" + CANARY + "\r\nAuthorization: Basic "
                        + CANARY + "\r\n\r\n",
                "GET http://admin:" + CANARY + "@x/v2/ HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: admin:" + CANARY + "@x\r\n\r\n",
                "GET /v2/ " + CANARY + "\r\n\r\n",
                "Authorization: " + CANARY + "\r\n\r\n")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), registry.port())) {
                socket.getOutputStream().write(bytes(head));
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                // Closed at once, which is an answer too.
                assertThat(e).isNotNull();
            }
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
