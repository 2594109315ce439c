package dev.entrepot.e2e.sso;

import dev.entrepot.e2e.Daemon;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import dev.entrepot.e2e.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// A Keycloak in memory with the realms of `keycloak-realm.json`, of which each test has its own clients' redirect URI.
public final class Keycloak implements AutoCloseable {
    public static final String CLIENT_SECRET = "registry-secret";

    /// Its very first start on a machine builds it; that took 64 s on two cores.
    private static final Duration START_LIMIT = Duration.ofMinutes(4);

    private final int port = Server.freePort();
    private final Daemon daemon;

    private Keycloak(Scratch scratch, List<String> registryUrls) {
        Path home = home();
        for (String realm : List.of("main", "other")) {
            write(home.resolve("data/import/" + realm + "-realm.json"), realm(realm, registryUrls));
        }
        daemon = Daemon.start(
                Shell.in(scratch.folder()).with("JAVA_HOME", System.getProperty("java.home")),
                scratch.folder().resolve("keycloak.log"),
                List.of(
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--db=dev-mem",
                        "--import-realm",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port));
        daemon.await(this::ready, START_LIMIT);
    }

    public static Keycloak start(Scratch scratch, String... registryUrls) {
        return new Keycloak(scratch, List.of(registryUrls));
    }

    public String issuer(String realm) {
        return "http://127.0.0.1:" + port + "/realms/" + realm;
    }

    /// The folder that `make setup` unpacks.
    private static Path home() {
        try (var found = Files.list(Shell.tools().resolveSibling("."))) {
            return found.filter(each -> each.getFileName().toString().startsWith("keycloak-"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("Keycloak is not there (`make setup` fetches it)"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String realm(String name, List<String> registryUrls) {
        var redirects = registryUrls.stream()
                .map(url -> "\"" + url + "/auth/callback/" + name + "\"")
                .collect(Collectors.joining(", "));
        try (var in = Keycloak.class.getResourceAsStream("/sso/keycloak-realm.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@REALM@", name)
                    .replace("@SECRET@", CLIENT_SECRET)
                    .replace("@REDIRECTS@", redirects);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean ready() {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(issuer("other") + "/.well-known/openid-configuration"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        daemon.close();
    }
}
