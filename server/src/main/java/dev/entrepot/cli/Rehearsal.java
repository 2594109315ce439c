package dev.entrepot.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// What the launcher runs to make the AOT cache of the command line: verbs of each kind, against answers made up
/// here, in one process. Needs no server, writes no file but the JVM's own.
final class Rehearsal {
    /// The word that starts it. No verb, and not for people.
    static final String NAME = "--rehearse";

    /// Also takes the JIT compiler so far that it has something to keep.
    private static final int ROUNDS = 30;

    private static final List<String> VERBS = List.of(
            "whoami",
            "whoami -o json",
            "info",
            "user list",
            "user list -o json",
            "user show alice",
            "user nonsense",
            "team add web",
            "robot add web+ci --allow pull:web/*",
            "robot list web",
            "token list",
            "grant add reader --to alice --on web",
            "grant list --on web",
            "why pull web/shop:v1",
            "visibility web/shop public",
            "namespace-list -v",
            "repository-list web",
            "image-rm web/shop:v1",
            "trash-list web",
            "quota web",
            "audit list --since 1h",
            "jobs list",
            "grant rm --help",
            "nonsense");

    private static final String ANSWER = """
            {"name":"alice","kind":"user","role":"none","credential":"token","allowed":true,"secret":"none",\
            "by":["a grant"],"usedBytes":4096,"limits":{"bytes":8192},"providers":[{"name":"corp","kind":"oidc"}],\
            "items":[{"name":"alice","role":"none","disabled":false,"createdAt":"2026-01-01T00:00:00Z","usedBytes":1}]}""";

    private Rehearsal() {}

    static int run() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
            try (PrintStream nowhere =
                    new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
                Map<String, String> environment = Map.of(
                        "ENTREPOT_URL",
                                "http://127.0.0.1:" + server.getAddress().getPort(),
                        "ENTREPOT_USER", "alice",
                        "ENTREPOT_PASSWORD", "none");
                Surroundings surroundings = new Surroundings(
                        environment,
                        new ByteArrayInputStream(new byte[0]),
                        nowhere,
                        nowhere,
                        Thread::sleep,
                        InstantSource.system(),
                        false,
                        Rehearsal::none);
                for (int round = 0; round < ROUNDS; round++) {
                    VERBS.forEach(verb -> EntrepotCommand.run(verb.split(" "), Rehearsal::none, surroundings));
                }
            } finally {
                server.stop(0);
            }
            return ExitCode.DONE;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static RunningServer none(ServeOptions options) {
        throw new IllegalStateException("no verb of the rehearsal serves " + options);
    }
}
